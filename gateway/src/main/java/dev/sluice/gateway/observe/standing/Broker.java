package dev.sluice.gateway.observe.standing;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.broker.KafkaCluster.State;

/** How the platform's Kafka stands. Thread-safe. */
public final class Broker {

    /** For anybody, so without places. */
    private static final String AWAY =
            "Kafka does not answer: functions are called as ever, but topics, triggers and calls that"
                    + " nobody waits for have to wait. The gateway's log says why, and so does GET /pool.";

    private final KafkaCluster kafka;

    public Broker(KafkaCluster kafka) {
        this.kafka = kafka;
    }

    /** Always well, since functions are called without it; says in {@code why} what is wrong nevertheless. */
    public HealthResult verdict() {
        State state = kafka.state();
        HealthResult verdict = HealthResult.good().with("state", state.word());
        return state instanceof State.Away ? verdict.with("why", AWAY) : verdict;
    }
}
