package dev.sluice.gateway.observe.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.broker.BrokerSettings;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.broker.NamedCluster;
import dev.sluice.events.broker.OwnBroker;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerMetricsTest {

    @TempDir
    private Path home;

    private static List<String> names(BrokerMetrics metrics) {
        return metrics.collect().stream().map(family -> family.name).toList();
    }

    @Test
    void aBrokerThatNobodyNeedsHasAStateAndNoMemory() {
        BrokerSettings settings =
                new BrokerSettings(home.resolve("kafka"), Optional.empty(), home.resolve("cache"), 192, false);
        try (KafkaCluster kafka = new OwnBroker(settings)) {
            BrokerMetrics metrics = new BrokerMetrics(kafka);
            assertThat(names(metrics))
                    .containsExactly(
                            "sluice_broker_state",
                            "sluice_broker_memory_bytes",
                            "sluice_broker_start_seconds",
                            "sluice_broker_starts",
                            "sluice_broker_ends");
            MetricFamilySamples states = metrics.collect().getFirst();
            assertThat(states.samples)
                    .extracting(sample -> sample.labelValues.getFirst() + " " + (int) sample.value)
                    .containsExactly("not_started 1", "starting 0", "ready 0", "away 0");
            assertThat(metrics.collect().get(1).samples).isEmpty();
        }
    }

    @Test
    void aClusterOfSomebodyElseHasNothingButAState() {
        try (KafkaCluster kafka = new NamedCluster("127.0.0.1:1", "sluice.kafka.bootstrap-servers", Map.of())) {
            assertThat(names(new BrokerMetrics(kafka))).containsExactly("sluice_broker_state");
        }
    }
}
