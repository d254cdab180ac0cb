package dev.sluice.examples.orders;

import dev.sluice.function.CloudEvent;
import dev.sluice.function.Context;
import dev.sluice.function.EventResult;
import dev.sluice.function.Handler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Ships what was ordered. Events of other kinds are none of its business, and done. */
public final class ShipOrders implements Handler<List<CloudEvent>, List<EventResult>> {

    /** What an {@code order.placed} tells. */
    public record Order(String item, int count) {}

    @Override
    public List<EventResult> handle(List<CloudEvent> events, Context context) {
        return events.stream().map(event -> ship(event, context)).toList();
    }

    private static EventResult ship(CloudEvent event, Context context) {
        if (!event.type().equals("order.placed")) {
            return EventResult.done();
        }
        Order order;
        try {
            order = event.json(Order.class);
        } catch (IOException e) {
            return EventResult.failed("the order cannot be read: " + e.getMessage());
        }
        if (order.count() < 1) {
            return EventResult.failed("nobody ships " + order.count() + " of " + order.item());
        }
        if (order.item().equals("umbrella")) {
            return EventResult.retry("umbrellas come back tomorrow", Duration.ofHours(12));
        }
        context.logger()
                .log(
                        System.Logger.Level.INFO,
                        "{0} x {1} for {2}",
                        order.count(),
                        order.item(),
                        event.key().orElse("somebody"));
        return EventResult.done();
    }
}
