package dev.sluice.pipelines.engine;

import dev.sluice.core.function.Digest;
import dev.sluice.events.payload.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An item of a batch as it was sent.
 *
 * @param type the media type of its data
 * @param file what the file is called that it was; empty if it was none
 * @param data of more than 256 KiB it is in a file already
 */
record SentItem(String type, Optional<String> file, Payload data) {

    static SentItem ofJson(byte[] value) {
        return new SentItem("application/json", Optional.empty(), Payload.of(ByteBuffer.wrap(value)));
    }

    /** How many bytes of it a record has. */
    long inRecord() {
        return data instanceof Payload.Inline inline ? inline.bytes() : 0;
    }

    /** What tells it from other items with the same id. */
    byte[] mark() {
        String digest = switch (data) {
            case Payload.Inline inline -> Digest.of(bytes(inline)).hex();
            case Payload.Kept kept -> kept.digest().hex();
        };
        return String.join("\n", type, file.orElse(""), digest).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(Payload.Inline inline) {
        ByteBuffer content = inline.content();
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }
}
