package dev.sluice.function.doubles;

import dev.sluice.function.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An event made by hand.
 *
 * @param value what its data is bound to; its text is the data
 */
public record StubEvent(String type, Object value) implements CloudEvent {

    @Override
    public String id() {
        return "1";
    }

    @Override
    public String source() {
        return "/stub";
    }

    @Override
    public Optional<String> subject() {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> time() {
        return Optional.empty();
    }

    @Override
    public Optional<String> dataContentType() {
        return Optional.of("text/plain");
    }

    @Override
    public Optional<String> dataSchema() {
        return Optional.empty();
    }

    @Override
    public Optional<String> key() {
        return Optional.empty();
    }

    @Override
    public Map<String, String> attributes() {
        return Map.of("id", id(), "source", source(), "type", type);
    }

    @Override
    public boolean hasData() {
        return true;
    }

    @Override
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String text() {
        return value.toString();
    }

    @Override
    public <T> T json(Class<T> wanted) throws IOException {
        if (!wanted.isInstance(value)) {
            throw new IOException(value + " is no " + wanted.getSimpleName());
        }
        return wanted.cast(value);
    }
}
