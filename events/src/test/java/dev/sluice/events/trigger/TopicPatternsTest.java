package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternsTest {

    @ParameterizedTest
    @CsvSource({
        "default, orders-*,  orders-eu,      true",
        "default, orders-*,  orders-,        true",
        "default, orders-*,  old-orders-eu,  false",
        "default, orders.*,  ordersXeu,      false",
        "default, *,         orders,         true",
        "default, *,         shop..orders,   false",
        "default, *,         sluice.calls.a, false",
        "default, *,         __transactions, false",
        "shop,    *,         shop..orders,   true",
        "shop,    *,         orders,         false",
        "shop,    *,         other..orders,  false",
        "shop,    *,         shop..a..b,     false",
        "shop,    *-*-*,     shop..a-b-c,    true",
        "default, orders,    orders,         true",
    })
    void findsTheNamesOfItsNamespaceAlone(String namespace, String pattern, String topic, boolean matches) {
        assertThat(TopicPatterns.of(new Namespace(namespace), pattern, "sluice.")
                        .matcher(topic)
                        .matches())
                .isEqualTo(matches);
    }
}
