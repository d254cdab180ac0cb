package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.events.broker.BrokerReport;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.broker.KafkaCluster.State;
import dev.sluice.events.broker.OwnBroker;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the platform's Kafka stands, as the API tells of it.
 *
 * @param why while it is away; else empty
 * @param own whether the platform runs it itself, so that the others are told
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record BrokerAnswer(
        String state, String why, boolean own, OptionalLong pid, OptionalLong memoryBytes, Optional<Long> startMs) {

    static BrokerAnswer of(KafkaCluster kafka) {
        if (kafka instanceof OwnBroker broker) {
            BrokerReport report = broker.report();
            return new BrokerAnswer(
                    report.state().word(),
                    why(report.state()),
                    true,
                    report.pid(),
                    report.memoryBytes(),
                    report.lastStart().map(Duration::toMillis));
        }
        State state = kafka.state();
        return new BrokerAnswer(
                state.word(), why(state), false, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    private static String why(State state) {
        return state instanceof State.Away away ? away.why() : "";
    }
}
