package dev.sluice.runner.event;

import dev.sluice.core.event.JsonEvents;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.HttpEvents;
import dev.sluice.function.CloudEvent;
import dev.sluice.function.EventAttributes;
import dev.sluice.runner.binding.BadInputException;
import dev.sluice.runner.binding.JsonBinder;
import java.util.List;
import java.util.Optional;

/** Makes events of requests. */
public final class Events {

    private Events() {}

    /**
     * The one event of a request, in binary or structured mode.
     *
     * @throws BadInputException if it has none, more, or a malformed one
     */
    public static CloudEvent one(Headers headers, byte[] body, JsonBinder json) throws BadInputException {
        if (HttpEvents.mode(headers).equals(Optional.of(HttpEvents.Mode.BATCH))) {
            throw new BadInputException("the request is a batch of events, and the function takes one");
        }
        checkEvent(headers);
        try {
            return new EventView(HttpEvents.read(headers, body), json);
        } catch (MalformedEventException e) {
            throw refused(e);
        }
    }

    /**
     * The events of a request: a batch, or one.
     *
     * @throws BadInputException if it has none, or a malformed one
     */
    public static List<CloudEvent> all(Headers headers, byte[] body, JsonBinder json) throws BadInputException {
        checkEvent(headers);
        try {
            return HttpEvents.readAll(headers, body).stream()
                    .<CloudEvent>map(event -> new EventView(event, json))
                    .toList();
        } catch (MalformedEventException e) {
            throw refused(e);
        }
    }

    /** What a request in binary mode says of its event; empty if it is none, or a malformed one. */
    public static Optional<EventAttributes> attributes(Headers headers) {
        if (!HttpEvents.mode(headers).equals(Optional.of(HttpEvents.Mode.BINARY))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AttributesView(HttpEvents.attributes(headers)));
        } catch (MalformedEventException e) {
            return Optional.empty();
        }
    }

    private static void checkEvent(Headers headers) throws BadInputException {
        if (HttpEvents.mode(headers).isEmpty()) {
            throw new BadInputException("the request is no event, and the function takes events: send the header fields"
                    + " ce-specversion, ce-id, ce-source and ce-type, or an event with the content type "
                    + JsonEvents.STRUCTURED);
        }
    }

    private static BadInputException refused(MalformedEventException e) {
        return new BadInputException("the event is malformed: " + e.getMessage());
    }
}
