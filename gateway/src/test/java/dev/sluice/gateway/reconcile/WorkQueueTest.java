package dev.sluice.gateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

    private final VirtualTime threads = new VirtualTime();
    private final List<String> worked = new ArrayList<>();

    private WorkQueue<String> queue(Consumer<String> task) {
        WorkQueue<String> queue = new WorkQueue<>(task, threads);
        queue.open();
        return queue;
    }

    @Test
    void keysAreWorkedOffOnceInTheOrderOfTheirArrival() {
        WorkQueue<String> queue = queue(worked::add);

        queue.add("b");
        queue.add("a");
        queue.add("b");
        threads.settle();

        assertThat(worked).containsExactly("b", "a");
    }

    @Test
    void whatIsAddedWhileItsTaskRunsMakesOneRunMore() {
        List<CompletionStage<Void>> ends = new ArrayList<>();
        WorkQueue<String>[] self = queues();
        self[0] = queue(key -> {
            worked.add(key);
            if (worked.size() == 1) {
                ends.add(self[0].add(key));
                ends.add(self[0].add(key));
                assertThat(ends).noneMatch(end -> end.toCompletableFuture().isDone());
            }
        });

        ends.add(0, self[0].add("a"));
        threads.settle();

        assertThat(worked).containsExactly("a", "a");
        assertThat(ends).allMatch(end -> end.toCompletableFuture().isDone());
    }

    @SuppressWarnings("unchecked")
    private static WorkQueue<String>[] queues() {
        return new WorkQueue[1];
    }

    @Test
    void beforeItIsOpenKeysAreOnlyGathered() {
        WorkQueue<String> queue = new WorkQueue<>(worked::add, threads);
        CompletionStage<Void> end = queue.add("a");
        threads.settle();
        assertThat(worked).isEmpty();

        CompletionStage<Void> gathered = queue.open();
        assertThat(gathered.toCompletableFuture()).isNotDone();
        threads.settle();

        assertThat(worked).containsExactly("a");
        assertThat(end.toCompletableFuture()).isCompleted();
        assertThat(gathered.toCompletableFuture()).isCompleted();
    }

    @Test
    void noKeyRunsTwiceAtATimeAndNoChangeIsLost() {
        int keys = 20;
        int changes = 2_000;
        Map<Integer, AtomicInteger> state = new ConcurrentHashMap<>();
        Map<Integer, Integer> seen = new ConcurrentHashMap<>();
        Map<Integer, Boolean> running = new ConcurrentHashMap<>();
        List<Integer> overlaps = new ArrayList<>();
        WorkQueue<Integer> queue = new WorkQueue<>(
                key -> {
                    if (running.put(key, true) != null) {
                        overlaps.add(key);
                    }
                    int now =
                            state.computeIfAbsent(key, _ -> new AtomicInteger()).get();
                    Thread.yield();
                    seen.put(key, now);
                    running.remove(key);
                },
                task -> Thread.ofVirtual().start(task));
        queue.open();
        List<CompletableFuture<Void>> ends = new ArrayList<>();

        for (int change = 0; change < changes; change++) {
            int key = change % keys;
            state.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
            ends.add(queue.add(key).toCompletableFuture());
        }
        ends.forEach(CompletableFuture::join);

        assertThat(overlaps).isEmpty();
        assertThat(seen)
                .hasSize(keys)
                .allSatisfy((key, last) -> assertThat(last).isEqualTo(changes / keys));
    }

    @Test
    void onlySoManyRunAtOnce() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Phaser gate = new Phaser(1);
        WorkQueue<Integer> queue = new WorkQueue<>(
                key -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    gate.awaitAdvance(0);
                    running.decrementAndGet();
                },
                task -> Thread.ofVirtual().start(task));
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (int key = 0; key < 3 * WorkQueue.WORKERS; key++) {
            ends.add(queue.add(key).toCompletableFuture());
        }

        queue.open();
        gate.arrive();
        ends.forEach(CompletableFuture::join);

        assertThat(most.get()).isBetween(1, WorkQueue.WORKERS);
    }
}
