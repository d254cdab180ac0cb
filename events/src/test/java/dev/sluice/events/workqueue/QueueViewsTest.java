package dev.sluice.events.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.Namespace;
import dev.sluice.testkit.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class QueueViewsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final WorkQueueId.Topics SLOW = topics("slow");
    private static final WorkQueueId.Topics OTHER = topics("other");

    private static WorkQueueId.Topics topics(String name) {
        return new WorkQueueId(Namespace.DEFAULT, name).topics("", Instant.EPOCH);
    }

    @Test
    void whoeverAsksForARecordThatKafkaDoesNotGiveWaitsOnceAndHoldsUpNobodyElse() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        List<WorkQueueId.Topics> opened = new CopyOnWriteArrayList<>();
        VirtualTime time = new VirtualTime();
        QueueViews views = new QueueViews(time, time, topics -> {
            opened.add(topics);
            if (topics.equals(SLOW)) {
                await().atMost(PATIENCE).until(() -> answers.getCount() == 0);
            }
            throw new KafkaException(topics + " is away");
        });
        List<FutureTask<QueueView>> asked = new ArrayList<>();
        asked.add(begun(() -> views.of(SLOW)));
        await().atMost(PATIENCE).until(() -> opened.contains(SLOW));
        for (int i = 0; i < 3; i++) {
            FutureTask<QueueView> task = new FutureTask<>(() -> views.of(SLOW));
            asked.add(task);
            Thread thread = Thread.ofPlatform().start(task);
            await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.WAITING);
        }

        assertAway(begun(() -> views.of(OTHER)), OTHER);
        answers.countDown();
        for (Future<QueueView> each : asked) {
            assertAway(each, SLOW);
        }

        assertThat(opened).containsExactly(SLOW, OTHER);
    }

    private static FutureTask<QueueView> begun(Callable<QueueView> asking) {
        FutureTask<QueueView> task = new FutureTask<>(asking);
        Thread.ofPlatform().start(task);
        return task;
    }

    private static void assertAway(Future<QueueView> asked, WorkQueueId.Topics topics) {
        assertThatThrownBy(() -> asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(KafkaException.class)
                .hasMessage(topics + " is away");
    }
}
