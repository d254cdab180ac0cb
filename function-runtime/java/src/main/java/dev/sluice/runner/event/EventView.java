package dev.sluice.runner.event;

import dev.sluice.function.CloudEvent;
import dev.sluice.runner.binding.JsonBinder;
import dev.sluice.runner.http.RequestView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;

/** An event with its data, made of what came. */
final class EventView extends AttributesView implements CloudEvent {

    private static final byte[] NOTHING = {};

    private final JsonBinder json;

    EventView(dev.sluice.core.event.CloudEvent event, JsonBinder json) {
        super(event);
        this.json = json;
    }

    @Override
    public boolean hasData() {
        return event.data().isPresent();
    }

    private byte[] data() {
        return event.data().orElse(NOTHING);
    }

    @Override
    public byte[] bytes() {
        return data().clone();
    }

    @Override
    public String text() throws IOException {
        return new String(data(), RequestView.charset(event.contentType()));
    }

    @Override
    public <T> T json(Class<T> type) throws IOException {
        return RequestView.json(
                type,
                json,
                new InputStreamReader(new ByteArrayInputStream(data()), RequestView.charset(event.contentType())));
    }
}
