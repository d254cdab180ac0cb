package dev.sluice.pipelines.engine;

import dev.sluice.events.partition.PartitionLog;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Knows how the batches of one partition stand: those under way, and for some days those that are over. */
final class BatchesWork implements PartitionWork {

    /** How long a batch is known that is over. */
    static final Duration KEPT = Duration.ofDays(7);

    /** Between a batch and the number of a failure; neither names nor numbers have it. */
    private static final String OF = "\n";

    private final InstantSource clock;
    private final String failed;
    private final List<String> keeping;
    private final Map<String, BatchStanding> batches = new LinkedHashMap<>();

    /** Of each batch the ids of the failures that are kept, by the number under which they are. */
    private final Map<String, NavigableMap<Integer, String>> failures = new HashMap<>();

    /**
     * Knows none yet; topics are as Kafka names them.
     *
     * @param failed the topic whose reader sets items of paused batches aside
     * @param keeping the topics of what is kept of batches until some time after they are over
     */
    BatchesWork(InstantSource clock, String failed, List<String> keeping) {
        this.clock = clock;
        this.failed = failed;
        this.keeping = List.copyOf(keeping);
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        String name = BatchRecords.batch(key);
        int of = name.indexOf(OF);
        if (of < 0) {
            batches.put(name, BatchStanding.read(name, value));
        } else {
            failures(name.substring(0, of))
                    .put(Integer.valueOf(name.substring(of + 1)), failure(value).id());
        }
    }

    @Override
    public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
        Set<String> changed = new HashSet<>();
        Instant now = clock.instant();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Optional<BatchRecords.Said> read = BatchRecords.read(record);
            if (read.isEmpty()) {
                continue;
            }
            BatchRecords.Said said = read.get();
            String name = BatchRecords.batch(record.key());
            @Nullable BatchStanding present = batches.get(name);
            if (present == null && isOfOneThatIsKnown(said)) {
                continue;
            }
            BatchStanding next = next(present == null ? BatchStanding.begun(name, now) : present, said, step);
            boolean ends = next.underWay() == 0 && !next.isOver() && said instanceof BatchRecords.Said.Counted;
            if (ends && next.paused()) {
                tell(name, BatchRecords.Event.RESUMED, step);
            }
            if (ends) {
                keeping.forEach(topic -> step.send(BatchRecords.event(topic, name, BatchRecords.Event.ENDED, 0)));
            }
            batches.put(name, ends ? next.endedAt(now) : next);
            changed.add(name);
        }
        for (String name : changed) {
            @Nullable BatchStanding batch = batches.get(name);
            if (batch != null) {
                step.keep(BatchRecords.key(name), batch.bytes());
            }
        }
    }

    /** Whether it means nothing where the batch is not known, because it has been over for long. */
    private static boolean isOfOneThatIsKnown(BatchRecords.Said said) {
        return said instanceof BatchRecords.Said.Told(BatchRecords.Event event, long _)
                && switch (event) {
                    case PAUSED, RESUMED, CANCELLED, ENDED -> true;
                    case OPENED, STORED, CLOSED, RETRY -> false;
                };
    }

    private NavigableMap<Integer, String> failures(String batch) {
        return failures.computeIfAbsent(batch, _ -> new TreeMap<>());
    }

    private static byte[] failureKey(String batch, int number) {
        return BatchRecords.key(batch + OF + number);
    }

    private static Missing failure(byte[] value) {
        String[] words = new String(value, StandardCharsets.UTF_8).split(OF, 3);
        return new Missing(words[0], words[1], words[2]);
    }

    private BatchStanding next(BatchStanding batch, BatchRecords.Said said, Step step) {
        if (batch.isOver() && !(said instanceof BatchRecords.Said.Retried)) {
            return batch;
        }
        return switch (said) {
            case BatchRecords.Said.Counted(long by) -> batch.counting(by).at(clock.instant());
            case BatchRecords.Said.Told(BatchRecords.Event event, long items) ->
                switch (event) {
                    case OPENED, RETRY, ENDED -> batch;
                    case STORED -> batch.storing(items);
                    case CLOSED -> batch.in(BatchStanding.State.CLOSED);
                    case CANCELLED -> batch.in(BatchStanding.State.CANCELLED);
                    case PAUSED -> pausing(batch, true, step);
                    case RESUMED -> pausing(batch, false, step);
                };
            case BatchRecords.Said.Lost(Missing missing) -> {
                list(batch.id(), missing, step);
                yield batch.failing();
            }
            case BatchRecords.Said.Retried(Missing missing) -> {
                unlist(batch.id(), missing, step);
                yield batch.retrying();
            }
            case BatchRecords.Said.Edition(String join, long number) -> batch.opening(join, number);
            case BatchRecords.Said.RerunOf(Rerun rerun) -> batch.rerun(rerun);
            // They are told of joins, of failed items and of what is kept.
            case BatchRecords.Said.Member _,
                    BatchRecords.Said.RerunInto _,
                    BatchRecords.Said.Answered _,
                    BatchRecords.Said.Held _,
                    BatchRecords.Said.Released _ -> batch;
        };
    }

    /** It is decided here, where it is known how the batch stands, and told to whoever has its items. */
    private BatchStanding pausing(BatchStanding batch, boolean wanted, Step step) {
        if (batch.givenUp() || batch.paused() == wanted) {
            return batch;
        }
        tell(batch.id(), wanted ? BatchRecords.Event.PAUSED : BatchRecords.Event.RESUMED, step);
        return batch.pausing(wanted);
    }

    private void tell(String batch, BatchRecords.Event event, Step step) {
        step.send(BatchRecords.event(failed, batch, event, 0));
    }

    private void list(String batch, Missing missing, Step step) {
        NavigableMap<Integer, String> listed = failures(batch);
        for (int number = 0; number < BatchStanding.MOST_FAILURES; number++) {
            if (!listed.containsKey(number)) {
                listed.put(number, missing.id());
                step.keep(
                        failureKey(batch, number),
                        String.join(OF, missing.id(), missing.stage(), missing.reason())
                                .getBytes(StandardCharsets.UTF_8));
                return;
            }
        }
    }

    private void unlist(String batch, Missing missing, Step step) {
        failures(batch).entrySet().removeIf(each -> {
            boolean same = each.getValue().equals(missing.id());
            if (same) {
                step.keep(failureKey(batch, each.getKey()), null);
            }
            return same;
        });
    }

    @Override
    public void tick(Step step) {
        Instant old = clock.instant().minus(KEPT);
        batches.values().removeIf(batch -> {
            boolean over = batch.ended().filter(old::isAfter).isPresent();
            if (over) {
                step.keep(BatchRecords.key(batch.id()), null);
                failures(batch.id()).keySet().forEach(number -> step.keep(failureKey(batch.id(), number), null));
                failures.remove(batch.id());
            }
            return over;
        });
    }

    /** The batch that a record which is kept is about. */
    static String about(ConsumerRecord<byte[], byte[]> kept) {
        return BatchRecords.batch(kept.key()).split(OF, 2)[0];
    }

    /** The batches that are kept, as whoever reads what is kept finds them. */
    static final class Reading {
        private final Map<String, BatchStanding> batches = new LinkedHashMap<>();
        private final Map<String, Map<Integer, Missing>> failures = new LinkedHashMap<>();

        /** Those of all partitions of a topic of states, without their failures. Blocks until they are read. */
        static List<BatchStanding> all(PartitionLog log, String kept, int partitions) {
            List<BatchStanding> all = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                Reading reading = new Reading();
                log.all(new TopicPartition(kept, i), reading::take);
                all.addAll(reading.all());
            }
            return all;
        }

        void take(ConsumerRecord<byte[], byte[]> record) {
            String key = BatchRecords.batch(record.key());
            int of = key.indexOf(OF);
            if (of < 0) {
                if (record.value() == null) {
                    batches.remove(key);
                } else {
                    batches.put(key, BatchStanding.read(key, record.value()));
                }
            } else {
                Map<Integer, Missing> ofBatch =
                        failures.computeIfAbsent(key.substring(0, of), _ -> new LinkedHashMap<>());
                int number = Integer.parseInt(key.substring(of + 1));
                if (record.value() == null) {
                    ofBatch.remove(number);
                } else {
                    ofBatch.put(number, failure(record.value()));
                }
            }
        }

        Optional<BatchStanding> of(String batch) {
            return Optional.ofNullable(batches.get(batch))
                    .map(found -> found.with(
                            List.copyOf(failures.getOrDefault(batch, Map.of()).values())));
        }

        /** All, without their failures. */
        List<BatchStanding> all() {
            return new ArrayList<>(batches.values());
        }
    }
}
