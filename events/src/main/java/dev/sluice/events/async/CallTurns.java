package dev.sluice.events.async;

import dev.sluice.core.function.FunctionName;
import dev.sluice.events.call.CallFormat;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.pump.Turns;
import dev.sluice.events.queue.CallTopics;
import dev.sluice.events.stored.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The turns of one function's calls: of each priority twice as many begin as of the next lower one, among those of one priority as many of each
 * lane as the greatest weight of a fair key in it says, and within a lane, as far as it is read, as many of each fair key as its weight says.
 * All calls without a fair key are as those of one. Thread-safe.
 */
final class CallTurns implements Turns {

    private final CallTopics topics;
    private final FunctionName function;
    private volatile Map<String, Integer> keys = Map.of();
    private volatile int[] lanes = lanes(keys);

    CallTurns(CallTopics topics, FunctionName function, Map<String, Integer> weights) {
        this.topics = topics;
        this.function = function;
        weights(weights);
    }

    /** From now on these fair keys have so many turns, and all others one. */
    void weights(Map<String, Integer> told) {
        if (!told.equals(keys)) {
            keys = told;
            lanes = lanes(told);
        }
    }

    private static int[] lanes(Map<String, Integer> keys) {
        int[] lanes = new int[CallTopics.LANES];
        Arrays.fill(lanes, 1);
        keys.forEach((key, weight) -> lanes[CallTopics.lane(key)] = Math.max(lanes[CallTopics.lane(key)], weight));
        return lanes;
    }

    @Override
    public List<Share> of(TopicPartition partition) {
        int priority = topics.priority(function, partition.topic());
        int lane = partition.partition();
        return List.of(
                new Share("priority " + priority, 1 << CallTerms.LOWEST_PRIORITY - priority),
                CallTopics.hasLanes(partition.topic())
                        ? new Share("lane " + lane, () -> lanes[lane % CallTopics.LANES])
                        : EVERYBODY);
    }

    @Override
    public Share of(ConsumerRecord<byte[], byte[]> record) {
        if (!CallTopics.hasLanes(record.topic())) {
            return EVERYBODY;
        }
        String key = CallFormat.fairKey(Fields.of(record.headers()));
        return new Share(key, () -> keys.getOrDefault(key, 1));
    }
}
