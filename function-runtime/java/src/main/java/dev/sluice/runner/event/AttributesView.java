package dev.sluice.runner.event;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventTime;
import dev.sluice.function.EventAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The attributes of an event, made of what came. */
class AttributesView implements EventAttributes {

    final CloudEvent event;

    AttributesView(CloudEvent event) {
        this.event = event;
    }

    @Override
    public String id() {
        return event.id();
    }

    @Override
    public String source() {
        return event.source();
    }

    @Override
    public String type() {
        return event.type();
    }

    @Override
    public Optional<String> subject() {
        return event.attribute("subject");
    }

    @Override
    public Optional<Instant> time() {
        return event.attribute("time").map(EventTime::parse);
    }

    @Override
    public Optional<String> dataContentType() {
        return event.contentType();
    }

    @Override
    public Optional<String> dataSchema() {
        return event.attribute("dataschema");
    }

    @Override
    public Optional<String> key() {
        return event.attribute(CloudEvent.KEY);
    }

    @Override
    public Map<String, String> attributes() {
        return event.attributes();
    }
}
