package dev.sluice.pipelines.engine;

import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.pump.KafkaPositions;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Knows until which time all is settled that was at the source of a pipeline by then: it has come through all pieces before a stage, and the
 * stage has worked it off. It looks where each topic on the way ends, one after the other, and waits until the group that reads it is there.
 * It looks only while somebody wants to know. Thread-safe.
 */
final class SettledUntil implements WindowWork.Settled, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SettledUntil.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration WANTED = Duration.ofSeconds(10);

    private final Admin admin;
    private final List<Read> way;
    private final Duration every;
    private final Timers timers;
    private final Executor executor;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long until = Long.MIN_VALUE;

    /** When somebody wanted to know last. */
    private volatile long wantedAt = Long.MIN_VALUE;

    /** What is looked at now; only where it is looked. */
    private @Nullable Round round;

    /** A topic, and the group that reads it. */
    record Read(String topic, String group) {}

    /** A look at all of the way: begun at a time, it has come to a topic, which ended there. */
    private record Round(long begun, int at, Map<TopicPartition, Long> ends) {}

    /**
     * Begins to look.
     *
     * @param way from the source to the stage, whose own topic is the last
     * @param every how often a time is wanted
     * @param executor starts a thread for each task, and these may block
     */
    SettledUntil(KafkaCluster cluster, List<Read> way, Duration every, Timers timers, Executor executor) {
        this.admin = Admin.create(cluster.clientProperties());
        this.way = List.copyOf(way);
        this.every = every;
        this.timers = timers;
        this.executor = executor;
        later(LOOK_EVERY);
    }

    @Override
    public long until() {
        return until;
    }

    @Override
    public void want() {
        wantedAt = timers.millis();
    }

    @Override
    public List<String> partitionsOf(String topic) {
        try {
            int count = new KafkaPositions(admin).partitions(Set.of(topic)).getOrDefault(topic, 0);
            return IntStream.range(0, count)
                    .mapToObj(number -> topic + "/" + number)
                    .toList();
        } catch (ExecutionException e) {
            throw new KafkaException("how many partitions " + topic + " has is not known: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void later(Duration pause) {
        timers.at(timers.nanos() + pause.toNanos(), () -> executor.execute(this::look));
    }

    private void look() {
        if (closed.get()) {
            return;
        }
        Duration pause = LOOK_EVERY;
        if (wantedAt < timers.millis() - WANTED.toMillis()) {
            round = null;
        } else {
            try {
                pause = proceed();
            } catch (ExecutionException | RuntimeException e) {
                LOG.log(Level.DEBUG, () -> "What is settled of " + way.getLast() + " is asked for again.", e);
                round = null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        later(pause);
    }

    /** How long until the next look. */
    private Duration proceed() throws ExecutionException, InterruptedException {
        Round present = round;
        if (present == null) {
            present = new Round(timers.millis(), 0, ends(way.getFirst().topic()));
        }
        while (isSettled(present)) {
            int next = present.at() + 1;
            if (next == way.size()) {
                until = Math.max(until, present.begun());
                round = null;
                Duration since = Duration.ofMillis(timers.millis() - present.begun());
                return since.compareTo(every) < 0 ? every.minus(since) : LOOK_EVERY;
            }
            present = new Round(present.begun(), next, ends(way.get(next).topic()));
        }
        round = present;
        return LOOK_EVERY;
    }

    private boolean isSettled(Round present) throws ExecutionException, InterruptedException {
        String group = way.get(present.at()).group();
        Map<TopicPartition, OffsetAndMetadata> committed =
                new KafkaPositions(admin).committed(Set.of(group)).getOrDefault(group, Map.of());
        return present.ends().entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = committed.get(end.getKey());
            return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue());
        });
    }

    /** Behind the last records, those of transactions that are under way with them. */
    private Map<TopicPartition, Long> ends(String topic) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        int count = new KafkaPositions(admin).partitions(Set.of(topic)).getOrDefault(topic, 0);
        for (int i = 0; i < count; i++) {
            asked.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((partition, told) -> ends.put(partition, told.offset()));
        return ends;
    }

    @Override
    public void close() {
        closed.set(true);
        admin.close(Duration.ZERO);
    }
}
