package dev.sluice.events.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.Binding;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrewTest {

    private final Crew crew = new Crew();

    private static WorkQueueSettings settings(Map<String, Object> more) {
        Map<String, Object> spec =
                new HashMap<>(Map.of("source", Map.of("function", "list"), "worker", Map.of("function", "work")));
        spec.putAll(more);
        return ((Binding.Bound<WorkQueueSettings>) WorkQueueSettings.KIND.readSpec(spec)).settings();
    }

    @Test
    void asManyAsAreNeededToBeDoneInTimeAndNoMoreThanAreAllowed() {
        WorkQueueSettings hurry = settings(Map.of("parallel", 20, "finishBy", "10s"));
        crew.open(100, 1_000);
        assertThat(crew.limit(hurry, 100, 1_000)).isEqualTo(20);

        crew.worked(500, 20);

        assertThat(crew.limit(hurry, 100, 1_000)).isEqualTo(5);
        assertThat(crew.limit(hurry, 100, 6_000)).isEqualTo(10);
        assertThat(crew.limit(hurry, 40, 6_000)).isEqualTo(4);
        assertThat(crew.limit(hurry, 100, 10_900)).isEqualTo(20);
        assertThat(crew.limit(hurry, 100, 20_000)).isEqualTo(20);
        crew.open(0, 20_000);
        crew.open(1, 60_000);
        assertThat(crew.limit(hurry, 1, 60_000)).isEqualTo(1);
    }

    @Test
    void halfAsManyAfterARefusalNoneForAWhileAndThenMoreAgain() {
        WorkQueueSettings many = settings(Map.of("parallel", 64));
        assertThat(crew.limit(many, 1_000, 0)).isEqualTo(64);

        crew.hindered(Duration.ofMillis(200), "It is full.", 64, 0);
        crew.hindered(Duration.ofMillis(200), "It is full.", 63, 1);

        assertThat(crew.limit(many, 1_000, 199)).isZero();
        assertThat(crew.limit(many, 1_000, 200)).isEqualTo(32);
        assertThat(crew.hindrance()).isEqualTo("It is full.");
        for (int i = 0; i < 40; i++) {
            crew.worked(10, 64);
        }
        assertThat(crew.limit(many, 1_000, 400)).isEqualTo(33);
        assertThat(crew.hindrance()).isEmpty();
    }

    @Test
    void pausesGrowWhileNothingGoesWell() {
        WorkQueueSettings few = settings(Map.of());
        long now = 0;
        for (long pause : new long[] {50, 100, 200, 400}) {
            crew.hindered(Duration.ZERO, "There is no function.", 1, now);
            assertThat(crew.limit(few, 1, now + pause - 1)).isZero();
            now += pause;
            assertThat(crew.limit(few, 1, now)).isEqualTo(1);
        }
    }
}
