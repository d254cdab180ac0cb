package dev.sluice.gateway.observe.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchQueueTest {

    private static final Duration GATHER = Duration.ofMillis(1);

    @Test
    void itemsArriveInOrder() {
        List<Integer> received = new CopyOnWriteArrayList<>();
        try (BatchQueue<Integer> handover = new BatchQueue<Integer>("test", 1_024, GATHER, received::addAll).start()) {
            IntStream.range(0, 1_000).forEach(handover::offer);
        }

        assertThat(received).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void everyItemOfManyThreadsArrivesAndTheThreadAlwaysWakes() throws Exception {
        AtomicLong sum = new AtomicLong();
        AtomicInteger accepted = new AtomicInteger();
        int threads = 4;
        int each = 50_000;
        try (BatchQueue<Integer> handover =
                new BatchQueue<Integer>("test", 256, Duration.ZERO, batch -> batch.forEach(sum::addAndGet)).start()) {
            List<Thread> producers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                producers.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; i++) {
                        if (handover.offer(1)) {
                            accepted.incrementAndGet();
                        }
                    }
                }));
            }
            for (Thread producer : producers) {
                producer.join();
            }
            await().until(() -> sum.get() == accepted.get());
            assertThat(accepted.get() + handover.dropped()).isEqualTo((long) threads * each);
            for (int i = 0; i < 200; i++) {
                long before = sum.get();
                handover.offer(1);
                await().pollInterval(Duration.ofMillis(1)).until(() -> sum.get() == before + 1);
            }
        }
    }

    @Test
    void whatFindsNoRoomIsDroppedAndCounted() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        List<Integer> received = new CopyOnWriteArrayList<>();
        try (BatchQueue<Integer> handover = new BatchQueue<Integer>("test", 8, GATHER, batch -> {
                    received.addAll(batch);
                    busy.countDown();
                    gate.await();
                })
                .start()) {
            handover.offer(-1);
            busy.await();

            List<Boolean> taken =
                    IntStream.range(0, 20).mapToObj(handover::offer).toList();

            assertThat(taken.subList(0, 8)).containsOnly(true);
            assertThat(taken.subList(8, 20)).containsOnly(false);
            assertThat(handover.dropped()).isEqualTo(12);
            gate.countDown();
        }
        assertThat(received).containsExactly(-1, 0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aRequestRunsAfterWhatWasOfferedBefore() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (BatchQueue<Integer> handover =
                new BatchQueue<Integer>("test", 1_024, GATHER, batch -> received.addAndGet(batch.size())).start()) {
            for (int round = 1; round <= 50; round++) {
                IntStream.range(0, 20).forEach(handover::offer);

                int seen = handover.call(received::get).get(5, TimeUnit.SECONDS);

                assertThat(seen).isEqualTo(20 * round);
            }
        }
    }

    @Test
    void aReceiverThatFailsLosesOnlyThatBatch() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (BatchQueue<Integer> handover = new BatchQueue<Integer>("test", 1_024, Duration.ZERO, batch -> {
                    if (batch.contains(13)) {
                        throw new IllegalStateException("13");
                    }
                    received.addAndGet(batch.size());
                })
                .start()) {
            handover.offer(13);
            handover.call(() -> true).get(5, TimeUnit.SECONDS);
            handover.offer(1);
            handover.call(() -> true).get(5, TimeUnit.SECONDS);

            assertThat(received).hasValue(1);
            assertThat(handover.dropped()).isEqualTo(1);
        }
    }

    @Test
    void afterTheEndEverythingIsDroppedAndRequestsFail() {
        BatchQueue<Integer> handover = new BatchQueue<Integer>("test", 8, GATHER, batch -> {}).start();
        handover.close();

        assertThat(handover.offer(1)).isFalse();
        assertThat(handover.call(() -> true)).isCompletedExceptionally();
    }
}
