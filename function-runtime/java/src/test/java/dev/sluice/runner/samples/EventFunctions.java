package dev.sluice.runner.samples;

import dev.sluice.function.CloudEvent;
import dev.sluice.function.Context;
import dev.sluice.function.EventAttributes;
import dev.sluice.function.EventResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Functions that take events. */
public class EventFunctions {

    public record Order(String item, int count) {}

    public record Seen(Map<String, String> attributes, String contentType, boolean hasData, byte[] data) {}

    public static Seen see(CloudEvent event) {
        return new Seen(
                new TreeMap<>(event.attributes()), event.dataContentType().orElse(""), event.hasData(), event.bytes());
    }

    public static List<Seen> seeAll(List<CloudEvent> events) {
        return events.stream().map(EventFunctions::see).toList();
    }

    public static String bound(CloudEvent event) throws IOException {
        return event.key().orElse("no key") + " " + event.time().orElseThrow() + " " + event.json(Order.class) + " "
                + event.text();
    }

    public static String ordered(Order order, Context context) {
        return order + " of "
                + context.event().map(EventAttributes::type).orElse("nobody") + " by "
                + context.event().flatMap(EventAttributes::subject).orElse("nobody");
    }

    public static List<EventResult> settle(List<CloudEvent> events) throws IOException {
        List<EventResult> results = new ArrayList<>();
        for (CloudEvent event : events) {
            results.add(
                    switch (event.type()) {
                        case "closed" -> EventResult.retry("the shop is closed", Duration.ofSeconds(2));
                        case "busy" -> EventResult.retry("busy");
                        case "unknown" -> EventResult.failed("no such item");
                        default -> EventResult.done();
                    });
        }
        return results;
    }

    public static List<EventResult> forget(List<CloudEvent> events) {
        return List.of();
    }

    public static List<EventResult> nobody() {
        return List.of(EventResult.done());
    }

    public static void take(List<CloudEvent> events) {}
}
