package dev.sluice.events.webhook;

import dev.sluice.core.invocation.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What came from the sender of a webhook.
 *
 * @param body the bytes as they were sent; read-only
 */
public record Delivery(Headers headers, ByteBuffer body) {

    public Delivery {
        body = body.slice().asReadOnlyBuffer();
    }

    /** A view of its own for each caller, from the first byte on. */
    @Override
    public ByteBuffer body() {
        return body.duplicate();
    }

    /** The lines of a header field, with {@code between} between them; empty if it is missing or blank. */
    Optional<String> joined(String header, String between) {
        List<String> lines = headers.all(header);
        return Optional.of(String.join(between, lines)).filter(text -> !text.isBlank());
    }
}
