package dev.sluice.cli.verb;

import dev.sluice.cli.api.Platform;
import dev.sluice.cli.http.Request;
import java.util.Optional;
import java.util.UUID;

/**
 * The attributes of an event as header fields of a request, whose body is its data: CloudEvents over HTTP in binary mode.
 *
 * @param id a random one if there is none
 * @param key its {@code partitionkey}
 */
record BinaryEvent(String type, String source, Optional<String> id, Optional<String> subject, Optional<String> key) {

    Request in(Request request) {
        Request event = with(request.with("ce-specversion", "1.0"), "type", type);
        event = with(event, "source", source);
        event = with(event, "id", id.orElseGet(() -> UUID.randomUUID().toString()));
        event = subject.isPresent() ? with(event, "subject", subject.get()) : event;
        return key.isPresent() ? with(event, "partitionkey", key.get()) : event;
    }

    /** {@code request} with one attribute more. */
    static Request with(Request request, String name, String value) {
        return request.with("ce-" + name, Platform.encoded(value));
    }
}
