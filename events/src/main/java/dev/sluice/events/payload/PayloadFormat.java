package dev.sluice.events.payload;

import dev.sluice.core.function.Digest;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Header;

/**
 * Payloads in records of Kafka: one that stands there is the value, byte for byte. Of one that is kept in a file the value has no byte, and
 * the header fields {@code sluice-WORD-sha256} and {@code sluice-WORD-bytes} name it, in all topics alike.
 */
public final class PayloadFormat {

    /** The body of a call. */
    public static final String BODY = "body";

    /** The answer of one. */
    public static final String ANSWER = "answer";

    private static final String DIGEST = "-sha256";
    private static final String LENGTH = "-bytes";
    private static final List<String> WORDS = List.of(BODY, ANSWER);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private PayloadFormat() {}

    public static ByteBuffer value(Payload payload) {
        return payload instanceof Payload.Inline inline ? inline.content() : NOTHING.duplicate();
    }

    /** These fields, and those that name this payload if it is kept in a file. */
    public static Fields with(Fields fields, String word, Payload payload) {
        return payload instanceof Payload.Kept(Digest digest, int bytes)
                ? fields.with(word + DIGEST, digest.hex()).with(word + LENGTH, Integer.toString(bytes))
                : fields;
    }

    /** The payload that a record names; its value if it names none. */
    public static Payload read(Fields fields, String word, ByteBuffer value) throws UnreadableRecordException {
        if (fields.find(word + DIGEST).isEmpty()) {
            return Payload.of(value);
        }
        try {
            return new Payload.Kept(new Digest(fields.text(word + DIGEST)), fields.count(word + LENGTH));
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException(String.valueOf(e.getMessage()));
        }
    }

    /** All files that a record names, whatever its format is. */
    public static Set<Digest> named(Iterable<Header> headers) {
        Fields fields = Fields.of(headers);
        Set<Digest> named = new HashSet<>(2);
        for (String word : WORDS) {
            fields.find(word + DIGEST).map(Digest::new).ifPresent(named::add);
        }
        return named;
    }
}
