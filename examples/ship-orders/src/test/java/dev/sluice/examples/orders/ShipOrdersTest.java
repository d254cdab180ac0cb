package dev.sluice.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.orders.ShipOrders.Order;
import dev.sluice.function.EventResult;
import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShipOrdersTest {

    @Test
    void eachOrderHasItsResult() {
        List<EventResult> results = new ShipOrders()
                .handle(
                        List.of(
                                new StubEvent("order.placed", new Order("shirt", 2)),
                                new StubEvent("order.placed", new Order("shirt", 0)),
                                new StubEvent("order.placed", new Order("umbrella", 1)),
                                new StubEvent("order.placed", "no order"),
                                new StubEvent("customer.left", "bye")),
                        new StubContext("ship-orders"));

        assertThat(results)
                .extracting(EventResult::toString)
                .containsExactly(
                        "DONE",
                        "FAILED: nobody ships 0 of shirt",
                        "RETRY: umbrellas come back tomorrow",
                        "FAILED: the order cannot be read: no order is no Order",
                        "DONE");
    }
}
