package dev.sluice.events.broker;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** How the producers write whose records are acknowledged to somebody else. */
public final class DurableWrites {

    /**
     * Acknowledged is what all in-sync replicas have, and nothing is kept twice when it is tried again. Few requests are under way at a
     * time, so that what comes meanwhile goes with the next one: together if there is much, and at once if there is little.
     */
    public static final Map<String, Object> SETTINGS = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.BATCH_SIZE_CONFIG,
            64 * 1024,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            2);

    private DurableWrites() {}
}
