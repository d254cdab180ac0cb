package dev.sluice.events.topic;

import dev.sluice.events.record.ReadRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads the partitions of a topic from where it is told to. A partition that is added while somebody follows is read from its begin; what
 * was let go of before it was read is told. For one thread, but for {@link #wakeUp}.
 */
final class PartitionReader {

    /** How often it is looked whether there are new partitions, or no topic any more. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** How much further back the last records are looked for each time that there were too few. */
    private static final int FURTHER = 4;

    private final Consumer<byte[], byte[]> consumer;
    private final TailWish wish;
    private final KafkaAnswers answers;

    /** Where reading ends that does not follow; the end at its beginning. */
    private Map<TopicPartition, Long> ends = Map.of();

    private final Queue<TailStep> ready = new ArrayDeque<>();
    private long looked = System.nanoTime();
    private boolean closed;

    PartitionReader(Consumer<byte[], byte[]> consumer, TailWish wish, KafkaAnswers answers) {
        this.consumer = consumer;
        this.wish = wish;
        this.answers = answers;
    }

    /** Goes to where reading begins. */
    void begin() throws TopicException {
        try {
            List<TopicPartition> partitions = partitions();
            consumer.assign(partitions);
            ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> from = positions(begins);
            from.forEach(consumer::seek);
            if (wish.from() instanceof ReadFrom.Last(int records)) {
                List<ReadRecord> last = last(records, new HashMap<>(from), begins);
                if (!last.isEmpty()) {
                    ready.add(new TailStep.Records(last));
                }
                ends.forEach(consumer::seek);
            }
        } catch (KafkaException e) {
            throw new TopicException(answers.fault(e, wish.topic()));
        }
    }

    /** Not each offset is that of a record, where there are transactions or a compaction: goes further back until that is enough. */
    private List<ReadRecord> last(int records, Map<TopicPartition, Long> from, Map<TopicPartition, Long> begins) {
        while (true) {
            LastRecords last = new LastRecords(records);
            List<ReadRecord> read = last.read(consumer, ends);
            boolean all = true;
            for (Map.Entry<TopicPartition, Long> place : from.entrySet()) {
                TopicPartition partition = place.getKey();
                long begin = begins.getOrDefault(partition, 0L);
                long end = ends.getOrDefault(partition, 0L);
                if (!last.hasAll(partition) && place.getValue() > begin) {
                    place.setValue(Math.max(begin, end - FURTHER * (end - place.getValue())));
                    all = false;
                }
            }
            if (all) {
                return read;
            }
            from.forEach(consumer::seek);
        }
    }

    private List<TopicPartition> partitions() throws TopicException {
        List<TopicPartition> all = known();
        if (all.isEmpty()) {
            throw new TopicException(new TopicFault.NoSuchTopic(wish.topic()));
        }
        if (wish.partition().isEmpty()) {
            return all;
        }
        TopicPartition only =
                new TopicPartition(wish.topic().kafkaName(), wish.partition().getAsInt());
        if (!all.contains(only)) {
            throw new TopicException(
                    new TopicFault.NoSuchPlace("The topic '" + wish.topic().name() + "' has no partition "
                            + only.partition() + ": it has 0 to " + (all.size() - 1) + "."));
        }
        return List.of(only);
    }

    private List<TopicPartition> known() {
        List<TopicPartition> all = new ArrayList<>();
        for (PartitionInfo info : consumer.partitionsFor(wish.topic().kafkaName())) {
            all.add(new TopicPartition(info.topic(), info.partition()));
        }
        return all;
    }

    private Map<TopicPartition, Long> positions(Map<TopicPartition, Long> begins) throws TopicException {
        return switch (wish.from()) {
            case ReadFrom.Begin() -> begins;
            case ReadFrom.End() -> ends;
            case ReadFrom.Last(int records) -> {
                Map<TopicPartition, Long> from = new HashMap<>();
                ends.forEach((partition, end) ->
                        from.put(partition, Math.max(end - records, begins.getOrDefault(partition, 0L))));
                yield from;
            }
            case ReadFrom.Offset(long offset) -> offsets(offset, begins);
            case ReadFrom.Since(var time) -> {
                Map<TopicPartition, Long> times = new HashMap<>();
                begins.keySet().forEach(partition -> times.put(partition, time.toEpochMilli()));
                Map<TopicPartition, Long> from = new HashMap<>(ends);
                consumer.offsetsForTimes(times).forEach((partition, found) -> {
                    if (found != null) {
                        from.put(partition, found.offset());
                    }
                });
                yield from;
            }
        };
    }

    /** Records before the begin are gone; ones behind the end were never there, which is a mistake where one partition is meant. */
    private Map<TopicPartition, Long> offsets(long offset, Map<TopicPartition, Long> begins) throws TopicException {
        Map<TopicPartition, Long> from = new HashMap<>();
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            long begin = begins.getOrDefault(end.getKey(), 0L);
            if (offset > end.getValue() && ends.size() == 1) {
                throw new TopicException(
                        new TopicFault.NoSuchPlace("Partition " + end.getKey().partition() + " of the topic '"
                                + wish.topic().name() + "' has the offsets " + begin + " to " + end.getValue()
                                + ", and not " + offset + "."));
            }
            if (offset < begin) {
                ready.add(new TailStep.Lost(end.getKey().partition(), begin - offset));
            }
            from.put(end.getKey(), Math.clamp(offset, begin, end.getValue()));
        }
        return from;
    }

    /** What comes next; waits for it at most {@code longest}. */
    TailStep next(Duration longest) throws TopicException {
        if (closed) {
            return new TailStep.End();
        }
        try {
            TailStep step = ready.poll();
            if (step != null) {
                return step;
            }
            if (!wish.follow() && isRead()) {
                return new TailStep.End();
            }
            return poll(longest);
        } catch (WakeupException e) {
            return new TailStep.End();
        } catch (KafkaException e) {
            throw new TopicException(answers.fault(e, wish.topic()));
        }
    }

    private boolean isRead() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private TailStep poll(Duration longest) {
        if (wish.follow() && System.nanoTime() - looked > LOOK.toNanos() && !lookAgain()) {
            return new TailStep.End();
        }
        List<ReadRecord> records = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(longest)) {
                if (wish.follow() || record.offset() < end(record)) {
                    records.add(ReadRecord.of(record));
                }
            }
        } catch (OffsetOutOfRangeException e) {
            return beginAgain(e.offsetOutOfRangePartitions());
        }
        return records.isEmpty() ? new TailStep.Quiet() : new TailStep.Records(records);
    }

    private long end(ConsumerRecord<byte[], byte[]> record) {
        return ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
    }

    /** A position before the begin was overtaken by the retention; one behind the end belongs to a topic of this name that was deleted. */
    private TailStep beginAgain(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(positions.keySet());
        positions.forEach((partition, position) -> {
            long begin = begins.getOrDefault(partition, 0L);
            consumer.seek(partition, begin);
            if (begin > position) {
                ready.add(new TailStep.Lost(partition.partition(), begin - position));
            }
        });
        TailStep lost = ready.poll();
        return lost == null ? new TailStep.Quiet() : lost;
    }

    /** Takes in new partitions; whether there is a topic still. */
    private boolean lookAgain() {
        looked = System.nanoTime();
        List<TopicPartition> all = known();
        if (wish.partition().isEmpty()) {
            List<TopicPartition> added = new ArrayList<>(all);
            added.removeAll(consumer.assignment());
            if (!added.isEmpty()) {
                consumer.assign(all);
                consumer.seekToBeginning(added);
            }
        }
        return !all.isEmpty();
    }

    /** Ends a wait of the reading thread. From any thread. */
    void wakeUp() {
        consumer.wakeup();
    }

    void close() {
        closed = true;
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
