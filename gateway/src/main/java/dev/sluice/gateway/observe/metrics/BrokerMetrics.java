package dev.sluice.gateway.observe.metrics;

import dev.sluice.events.broker.BrokerReport;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.broker.KafkaCluster.State;
import dev.sluice.events.broker.OwnBroker;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;

/** How the platform's Kafka stands, asked once per scrape. */
public final class BrokerMetrics extends Collector implements Collector.Describable {

    private static final List<State> STATES =
            List.of(new State.NotStarted(), new State.Starting(), new State.Ready(), new State.Away(""));

    private final KafkaCluster kafka;

    public BrokerMetrics(KafkaCluster kafka) {
        this.kafka = kafka;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        String now = kafka.state().word();
        MetricFamily states =
                MetricFamily.gauge("sluice_broker_state", "1 for how the platform's Kafka stands.", "state");
        for (State state : STATES) {
            states.add(state.word().equals(now) ? 1 : 0, state.word());
        }
        List<MetricFamilySamples> families = new ArrayList<>(List.of(states.samples()));
        if (kafka instanceof OwnBroker broker) {
            families.addAll(own(broker.report()));
        }
        return families;
    }

    private static List<MetricFamilySamples> own(BrokerReport report) {
        MetricFamily memory = MetricFamily.gauge("sluice_broker_memory_bytes", "Memory of the broker's process.");
        report.memoryBytes().ifPresent(memory::add);
        MetricFamily start = MetricFamily.gauge("sluice_broker_start_seconds", "What the broker's last start took.");
        report.lastStart().ifPresent(time -> start.add(time.toNanos() / 1e9));
        return List.of(
                memory.samples(),
                start.samples(),
                MetricFamily.counter("sluice_broker_starts_total", "Brokers that this gateway started.")
                        .add(report.starts())
                        .samples(),
                MetricFamily.counter("sluice_broker_ends_total", "Brokers that ended without being told to.")
                        .add(report.ends())
                        .samples());
    }

    /** Nothing, so that registering asks for no report. */
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }
}
