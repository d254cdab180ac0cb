package dev.sluice.core.invocation;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.JsonEvents;
import java.nio.ByteBuffer;
import java.util.List;

/** What an invocation brings to its function. */
public sealed interface Input {

    /** What comes before the body, as a function sees it that knows only HTTP. */
    RequestHead head();

    /** The body that belongs to the {@link #head}. */
    Body body();

    /** A request, as it came over HTTP or as a decorator made it. */
    record HttpRequest(RequestHead head, Body body) implements Input {}

    /** One event: its attributes are header fields (HTTP protocol binding 1.0.2 of CloudEvents, binary mode), its data is the body. */
    final class Event implements Input {

        private final CloudEvent event;
        private final ByteBuffer data;
        private final Headers fields;
        private final RequestHead head;

        /** {@code fields}: what the platform says besides, such as the trace and the functions that it came through. */
        public Event(CloudEvent event, Headers fields) {
            this(event, event.data().map(ByteBuffer::wrap).orElse(ByteBuffer.allocate(0)), fields);
        }

        private Event(CloudEvent event, ByteBuffer data, Headers fields) {
            this.event = event;
            this.data = data.asReadOnlyBuffer();
            this.fields = fields;
            this.head = post(HttpEvents.binary(event), this.data, fields);
        }

        /** The same with data that the event itself has not, because it is somewhere else; {@link #event} stays without. */
        public Event with(ByteBuffer elsewhere) {
            return new Event(event, elsewhere, fields);
        }

        public CloudEvent event() {
            return event;
        }

        @Override
        public RequestHead head() {
            return head;
        }

        @Override
        public Body body() {
            return Body.of(data);
        }
    }

    /** Several events in order, for which one call is made: the body is a list of them in JSON. */
    final class Batch implements Input {

        private final List<CloudEvent> events;
        private final ByteBuffer json;
        private final RequestHead head;

        /** {@code fields}: what the platform says besides, such as the trace. */
        public Batch(List<CloudEvent> events, Headers fields) {
            this.events = List.copyOf(events);
            this.json = ByteBuffer.wrap(JsonEvents.writeBatch(events)).asReadOnlyBuffer();
            this.head = post(Headers.of("Content-Type", JsonEvents.BATCH), json, fields);
        }

        public List<CloudEvent> events() {
            return events;
        }

        @Override
        public RequestHead head() {
            return head;
        }

        @Override
        public Body body() {
            return Body.of(json);
        }
    }

    /** What is in memory of the {@link #body}, also where that is streamed because it is long; empty for a request. */
    default ByteBuffer held() {
        return switch (this) {
            case HttpRequest _ -> ByteBuffer.allocate(0);
            case Event event -> event.data.duplicate();
            case Batch batch -> batch.json.duplicate();
        };
    }

    private static RequestHead post(Headers own, ByteBuffer body, Headers fields) {
        Headers length = Headers.of("Content-Length", Integer.toString(body.remaining()));
        return new RequestHead("POST", "/", "", own.edited(List.of(), length).edited(List.of(), fields));
    }
}
