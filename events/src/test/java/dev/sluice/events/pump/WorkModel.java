package dev.sluice.events.pump;

import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.core.time.Backoff;
import dev.sluice.testkit.loop.SimulatedLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What functions do with records, counted for all owners together, and held to what is promised at the moment when it happens. A
 * value says what becomes of its record: {@code ok}, {@code flaky}, {@code poison} (fails always), {@code refused}, {@code outage}
 * (sometimes does not reach the code), {@code slow}.
 */
final class WorkModel {

    final Set<String> finished = new HashSet<>();
    final Set<String> buried = new HashSet<>();
    final Map<String, Integer> starts = new HashMap<>();

    /** What was begun after it had ended well. */
    final Set<String> repeated = new HashSet<>();

    /** Whether the function fails with all. */
    boolean down;

    /** Records by their key, in order. */
    private final Map<String, List<String>> order = new HashMap<>();

    private final Set<String> first = new HashSet<>();
    private final SimulatedLoop loop;
    private final SplittableRandom random;
    private final PumpSettings settings;
    private final RetryPolicy policy;

    WorkModel(SimulatedLoop loop, SplittableRandom random, PumpSettings settings) {
        this.loop = loop;
        this.random = random;
        this.settings = settings;
        this.policy = new RetryPolicy(
                settings.attempts(), Duration.ofDays(1), new Backoff(Duration.ofMillis(5), Duration.ofMillis(50)));
    }

    void appended(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() != null) {
            order.computeIfAbsent(lane(record), _ -> new ArrayList<>()).add(id(record));
        }
    }

    static String id(ConsumerRecord<?, ?> record) {
        return record.topic() + record.partition() + "@" + record.offset();
    }

    /** The work of one owner. */
    Work of() {
        Set<String> running = new HashSet<>();
        Set<String> keys = new HashSet<>();
        return new Work() {
            private int calls;

            @Override
            public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
                calls++;
                if (calls > settings.concurrency()) {
                    throw new AssertionError("more under way than may be: " + calls);
                }
                attempts.forEach(attempt -> begin(attempt, running, keys));
                CompletableFuture<List<Verdict>> end = new CompletableFuture<>();
                boolean slow =
                        attempts.stream().anyMatch(attempt -> value(attempt).equals("slow"));
                long length = slow ? 5_000_000_000L : 1 + random.nextLong(4_000_000);
                loop.after(length, () -> {
                    calls--;
                    List<Verdict> verdicts = new ArrayList<>();
                    for (Attempt attempt : attempts) {
                        running.remove(id(attempt.record()));
                        keys.remove(lane(attempt.record()));
                        verdicts.add(verdict(attempt));
                    }
                    end.complete(verdicts);
                });
                return end;
            }

            @Override
            public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
                CompletableFuture<Void> end = new CompletableFuture<>();
                boolean fails = random.nextInt(5) == 0;
                loop.after(random.nextLong(1_000_000), () -> {
                    if (fails) {
                        end.completeExceptionally(new IllegalStateException("no room for dead letters"));
                    } else {
                        buried.add(id(attempt.record()));
                        finished.add(id(attempt.record()));
                        end.complete(null);
                    }
                });
                return end;
            }
        };
    }

    private void begin(Attempt attempt, Set<String> running, Set<String> keys) {
        String id = id(attempt.record());
        if (!running.add(id)) {
            throw new AssertionError("twice at once in one owner: " + id);
        }
        if (attempt.number() == 1 && !first.add(id)) {
            throw new AssertionError("again, and not told: " + id);
        }
        if (finished.contains(id)) {
            repeated.add(id);
        }
        if (attempt.counted() >= settings.attempts()) {
            throw new AssertionError("more often than it may be: " + attempt);
        }
        starts.merge(id, 1, Integer::sum);
        String lane = lane(attempt.record());
        if (settings.delivery() == Delivery.ORDERED && !lane.isEmpty()) {
            if (!keys.add(lane)) {
                throw new AssertionError("two with one key at once: " + id);
            }
            for (String before : order.getOrDefault(lane, List.of())) {
                if (before.equals(id)) {
                    break;
                }
                if (!finished.contains(before)) {
                    throw new AssertionError(id + " begins before " + before + " has ended");
                }
            }
        }
    }

    private static String lane(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : record.partition() + "/" + new String(record.key(), StandardCharsets.UTF_8);
    }

    private static String value(Attempt attempt) {
        return new String(attempt.record().value(), StandardCharsets.UTF_8);
    }

    private Verdict verdict(Attempt attempt) {
        if (down) {
            return failed(attempt);
        }
        return switch (value(attempt)) {
            case "flaky" -> random.nextInt(3) == 0 ? failed(attempt) : done(attempt);
            case "poison" -> failed(attempt);
            case "refused" -> new Verdict(new Settlement.Dead(Settlement.REFUSED), "it was refused");
            case "outage" ->
                random.nextInt(3) == 0
                        ? new Verdict(new Settlement.Retry(Duration.ofMillis(3), false), "no room")
                        : done(attempt);
            default -> done(attempt);
        };
    }

    private Verdict done(Attempt attempt) {
        finished.add(id(attempt.record()));
        return Verdict.DONE;
    }

    private Verdict failed(Attempt attempt) {
        Settlement settlement = attempt.counted() + 1 >= settings.attempts()
                ? new Settlement.Dead(Settlement.ATTEMPTS)
                : new Settlement.Retry(policy.backoff().before(attempt.number() + 1, random), true);
        return new Verdict(settlement, "it threw");
    }
}
