package dev.sluice.decorators.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.decorators.circuitbreaker.Circuit.Permit;
import dev.sluice.decorators.circuitbreaker.Circuit.Result;
import dev.sluice.decorators.failure.FailedEnd;
import dev.sluice.decorators.failure.StatusRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private static final long SECOND = 1_000_000_000L;

    private final List<String> changes = new ArrayList<>();
    private final Circuit circuit = new Circuit(settings(), 0, change -> changes.add(change.word()));

    private static CircuitBreakerSettings settings() {
        return new CircuitBreakerSettings(
                0.5,
                Duration.ofSeconds(10),
                4,
                Duration.ofSeconds(5),
                2,
                List.of(new StatusRange(500, 599)),
                List.of(FailedEnd.THREW));
    }

    private Permit.Granted granted(long now) {
        return (Permit.Granted) circuit.ask(now);
    }

    private void call(Result result, long now) {
        circuit.ended(granted(now), result, now);
    }

    private void failAt(long now) {
        for (int i = 0; i < 4; i++) {
            call(Result.FAILED, now);
        }
    }

    @Test
    void itStaysClosedWhileFewerFail() {
        for (int i = 0; i < 100; i++) {
            call(Result.GOOD, 0);
            call(Result.GOOD, 0);
            call(Result.FAILED, 0);
        }

        assertThat(changes).isEmpty();
    }

    @Test
    void itStaysClosedWithTooFewCallsToTell() {
        call(Result.FAILED, 0);
        call(Result.FAILED, 0);
        call(Result.FAILED, 0);

        assertThat(changes).isEmpty();
    }

    @Test
    void itOpensWhenTheShareFails() {
        call(Result.GOOD, 0);
        call(Result.GOOD, 0);
        call(Result.FAILED, 0);
        call(Result.FAILED, 0);

        assertThat(circuit.ask(SECOND)).isEqualTo(new Permit.Refused(4 * SECOND));
        assertThat(changes).containsExactly("opened");
    }

    @Test
    void whatIsLongAgoDoesNotCount() {
        call(Result.FAILED, 0);
        call(Result.FAILED, 0);
        call(Result.FAILED, 0);

        call(Result.FAILED, 10 * SECOND);

        assertThat(changes).isEmpty();
    }

    @Test
    void theWindowSlidesInSteps() {
        call(Result.FAILED, 0);
        call(Result.FAILED, 3 * SECOND);
        call(Result.FAILED, 6 * SECOND);

        call(Result.FAILED, 9 * SECOND);

        assertThat(changes).containsExactly("opened");
    }

    @Test
    void callsThatSayNothingDoNotCount() {
        for (int i = 0; i < 50; i++) {
            call(Result.UNKNOWN, 0);
        }
        call(Result.FAILED, 0);

        assertThat(changes).isEmpty();
    }

    @Test
    void afterItsTimeAFewAreLetThrough() {
        failAt(0);

        granted(5 * SECOND);
        granted(5 * SECOND);

        assertThat(circuit.ask(5 * SECOND)).isEqualTo(new Permit.Refused(SECOND));
        assertThat(changes).containsExactly("opened", "half_opened");
    }

    @Test
    void itClosesWhenAllOfThemAreGood() {
        failAt(0);
        Permit.Granted first = granted(5 * SECOND);
        Permit.Granted second = granted(5 * SECOND);

        circuit.ended(first, Result.GOOD, 6 * SECOND);
        assertThat(circuit.ask(6 * SECOND)).isInstanceOf(Permit.Refused.class);
        circuit.ended(second, Result.GOOD, 6 * SECOND);

        assertThat(changes).containsExactly("opened", "half_opened", "closed");
        call(Result.FAILED, 6 * SECOND);
        assertThat(circuit.ask(6 * SECOND)).isInstanceOf(Permit.Granted.class);
    }

    @Test
    void itOpensAgainWhenOneOfThemFails() {
        failAt(0);
        Permit.Granted first = granted(5 * SECOND);
        Permit.Granted second = granted(5 * SECOND);

        circuit.ended(first, Result.FAILED, 6 * SECOND);
        circuit.ended(second, Result.GOOD, 6 * SECOND);

        assertThat(changes).containsExactly("opened", "half_opened", "opened");
        assertThat(circuit.ask(6 * SECOND)).isEqualTo(new Permit.Refused(5 * SECOND));
    }

    @Test
    void oneThatSaysNothingMakesRoomForAnother() {
        failAt(0);
        Permit.Granted first = granted(5 * SECOND);
        granted(5 * SECOND);

        circuit.ended(first, Result.UNKNOWN, 5 * SECOND);

        assertThat(circuit.ask(5 * SECOND)).isInstanceOf(Permit.Granted.class);
    }

    @Test
    void whatBeganBeforeItOpenedIsNoProbe() {
        Permit.Granted slow = granted(0);
        failAt(0);
        granted(5 * SECOND);

        circuit.ended(slow, Result.FAILED, 5 * SECOND);

        assertThat(changes).containsExactly("opened", new What.HalfOpened().word());
    }
}
