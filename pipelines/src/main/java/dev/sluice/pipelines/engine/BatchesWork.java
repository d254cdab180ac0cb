package dev.sluice.pipelines.engine;

import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Knows how the batches of one partition stand: those under way, and for some days those that are over. */
final class BatchesWork implements PartitionWork {

    /** How long a batch is known that is over. */
    static final Duration KEPT = Duration.ofDays(7);

    /** Between a batch and the number of a failure; neither names nor numbers have it. */
    private static final String OF = "\n";

    private final InstantSource clock;
    private final Map<String, BatchStanding> batches = new LinkedHashMap<>();

    BatchesWork(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        String name = BatchRecords.batch(key);
        if (!name.contains(OF)) {
            batches.put(name, BatchStanding.read(name, value));
        }
    }

    @Override
    public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
        Set<String> changed = new HashSet<>();
        Instant now = clock.instant();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!BatchRecords.isOurs(record)) {
                continue;
            }
            String name = BatchRecords.batch(record.key());
            @Nullable BatchStanding present = batches.get(name);
            BatchStanding next = next(present == null ? BatchStanding.begun(name, now) : present, record, step);
            boolean ends = next.underWay() == 0
                    && !next.isOver()
                    && BatchRecords.read(record) instanceof BatchRecords.Said.Counted;
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

    private static BatchStanding next(BatchStanding batch, ConsumerRecord<byte[], byte[]> record, Step step) {
        if (batch.isOver()) {
            return batch;
        }
        return switch (BatchRecords.read(record)) {
            case BatchRecords.Said.Counted(long by) -> batch.counting(by);
            case BatchRecords.Said.Told(BatchRecords.Event event, long items) ->
                switch (event) {
                    case OPENED -> batch;
                    case STORED -> batch.storing(items);
                    case CLOSED -> batch.in(BatchStanding.State.CLOSED);
                    case CANCELLED -> batch.in(BatchStanding.State.CANCELLED);
                };
            case BatchRecords.Said.Lost(Missing missing) -> {
                if (batch.failed() < BatchStanding.MOST_FAILURES) {
                    step.keep(
                            BatchRecords.key(batch.id() + OF + batch.failed()),
                            String.join(OF, missing.id(), missing.stage(), missing.reason())
                                    .getBytes(StandardCharsets.UTF_8));
                }
                yield batch.failing();
            }
            case BatchRecords.Said.Member _ -> batch;
        };
    }

    @Override
    public void tick(Step step) {
        Instant old = clock.instant().minus(KEPT);
        batches.values().removeIf(batch -> {
            boolean over = batch.ended().filter(old::isAfter).isPresent();
            if (over) {
                step.keep(BatchRecords.key(batch.id()), null);
                for (long i = 0; i < Math.min(batch.failed(), BatchStanding.MOST_FAILURES); i++) {
                    step.keep(BatchRecords.key(batch.id() + OF + i), null);
                }
            }
            return over;
        });
    }

    /** The batches that are kept, as whoever reads what is kept finds them. */
    static final class Reading {
        private final Map<String, BatchStanding> batches = new LinkedHashMap<>();
        private final Map<String, Map<Integer, Missing>> failures = new LinkedHashMap<>();

        void take(ConsumerRecord<byte[], byte[]> record) {
            String key = BatchRecords.batch(record.key());
            int of = key.indexOf(OF);
            if (of < 0) {
                if (record.value() == null) {
                    batches.remove(key);
                } else {
                    batches.put(key, BatchStanding.read(key, record.value()));
                }
            } else if (record.value() != null) {
                String[] words = new String(record.value(), StandardCharsets.UTF_8).split(OF, 3);
                failures.computeIfAbsent(key.substring(0, of), _ -> new LinkedHashMap<>())
                        .put(Integer.valueOf(key.substring(of + 1)), new Missing(words[0], words[1], words[2]));
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
