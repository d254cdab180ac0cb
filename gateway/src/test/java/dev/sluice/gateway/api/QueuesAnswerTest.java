package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.workqueue.ItemCounts;
import dev.sluice.events.workqueue.QueueStanding;
import dev.sluice.events.workqueue.WorkQueueId;
import dev.sluice.events.workqueue.WorkQueues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueuesAnswerTest {

    private static WorkQueues.Working working(int waiting, double rate) {
        return new WorkQueues.Working(
                new QueueStanding(new ItemCounts(waiting, 1, 5, 2, 3), 9, 0, false, 4, 41.5, rate, -1, "It lies."),
                5,
                2);
    }

    @Test
    void thoseWithMostToBeDoneAreToldFirstAndNoMoreThanFitOnAScreen() {
        Map<WorkQueueId, WorkQueues.Working> all = new LinkedHashMap<>();
        for (int i = 0; i < 25; i++) {
            all.put(new WorkQueueId(new Namespace("shop"), "q" + i), working(i, 2));
        }

        QueuesAnswer answer = QueuesAnswer.of(all);

        assertThat(answer.all()).isEqualTo(25);
        assertThat(answer.first()).hasSize(20);
        assertThat(answer.first().getFirst())
                .isEqualTo(new QueuesAnswer.Queue(
                        "q24", "shop", 24, 1, 3, 5, 2, 4, Optional.of(2.0), Optional.of(12_500L), "It lies."));
    }

    @Test
    void whatCannotBeSaidIsNotTold() {
        QueuesAnswer answer = QueuesAnswer.of(Map.of(new WorkQueueId(Namespace.DEFAULT, "photos"), working(0, -1)));

        assertThat(answer.first().getFirst().rate()).isEmpty();
        assertThat(answer.first().getFirst().leftMillis()).isEmpty();
    }
}
