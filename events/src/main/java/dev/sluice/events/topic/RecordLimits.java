package dev.sluice.events.topic;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How large records of topics may be, looked up at most every {@link #FRESH} for each, so that publishing asks Kafka nothing else.
 * Thread-safe; knows 10,000 topics at most.
 */
final class RecordLimits {

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    private final TopicLookup lookup;
    private final Map<TopicName, Known> known = new ConcurrentHashMap<>();

    private record Known(int bytes, long nanos) {}

    RecordLimits(TopicLookup lookup) {
        this.lookup = lookup;
    }

    /** The most bytes of one record, by {@link RecordSize}; with {@link TopicFault.NoSuchTopic} if there is no such topic. */
    int of(TopicName topic) throws TopicException {
        Known found = known.get(topic);
        if (found == null || System.nanoTime() - found.nanos() > FRESH.toNanos()) {
            found = ask(topic);
        }
        return found.bytes();
    }

    private Known ask(TopicName topic) throws TopicException {
        known.remove(topic);
        String value =
                lookup.config(topic).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value();
        Known found = new Known(Math.min(Integer.parseInt(value), TopicSettings.MOST_BYTES), System.nanoTime());
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(topic, found);
        return found;
    }

    void forget(TopicName topic) {
        known.remove(topic);
    }
}
