package dev.sluice.examples.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubEvent;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DeskTest {

    @Test
    void anEventIsWrittenDown() throws IOException {
        assertThat(new Desk().handle(new StubEvent("order.paid", "12.50"), new StubContext("billing")))
                .isEqualTo("order.paid of nothing: 12.50");
    }
}
