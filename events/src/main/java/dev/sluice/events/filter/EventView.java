package dev.sluice.events.filter;

import dev.sluice.core.event.CloudEvent;
import org.jspecify.annotations.Nullable;

/** An event as expressions see it; its data is read once, however many ask for it. Of one thread at a time. */
public final class EventView {

    private final CloudEvent event;
    private final Data data;

    /** What the data comes to; null until somebody asks. */
    private static final class Data {
        private @Nullable Object value;
    }

    private EventView(CloudEvent event, Data data) {
        this.event = event;
        this.data = data;
    }

    public static EventView of(CloudEvent event) {
        return new EventView(event, new Data());
    }

    public CloudEvent event() {
        return event;
    }

    /** The same event with other attributes; its type of data and its data must be the same. */
    public EventView as(CloudEvent other) {
        return new EventView(other, data);
    }

    Object data() throws FilterFailedException {
        Object known = data.value;
        if (known == null) {
            known = EventData.of(event);
            data.value = known;
        }
        return known;
    }
}
