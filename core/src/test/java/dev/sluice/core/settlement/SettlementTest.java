package dev.sluice.core.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.EventOutcome;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.time.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettlementTest {

    private static final RetryPolicy POLICY =
            new RetryPolicy(3, Duration.ofHours(1), new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)));
    private static final Attempts FIRST = new Attempts(1, 0, Duration.ZERO);
    private static final FunctionError ERROR = FunctionError.of("no such city");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    /** How an attempt ends, and whether it is done, counts, does not count, or is dead. */
    static Stream<Arguments> outcomes() {
        return Stream.of(
                Arguments.of(new Outcome.Succeeded(200), "done"),
                Arguments.of(new Outcome.Succeeded(204), "done"),
                Arguments.of(new Outcome.Succeeded(302), "dead"),
                Arguments.of(new Outcome.Succeeded(400), "dead"),
                Arguments.of(new Outcome.Succeeded(404), "dead"),
                Arguments.of(new Outcome.Succeeded(408), "counts"),
                Arguments.of(new Outcome.Succeeded(409), "dead"),
                Arguments.of(new Outcome.Succeeded(429), "counts"),
                Arguments.of(new Outcome.Succeeded(500), "counts"),
                Arguments.of(new Outcome.Succeeded(503), "counts"),
                Arguments.of(new Outcome.Intercepted("idempotency", 200, "hit"), "done"),
                Arguments.of(new Outcome.Intercepted("validate", 400, "invalid"), "dead"),
                Arguments.of(new Outcome.Intercepted("rate-limit", 429, "limited"), "does not count"),
                Arguments.of(new Outcome.Intercepted("circuit-breaker", 503, "open"), "does not count"),
                Arguments.of(new Outcome.Threw(ERROR), "counts"),
                Arguments.of(new Outcome.BadInput(ERROR), "dead"),
                Arguments.of(new Outcome.BadAnswer(ERROR), "counts"),
                Arguments.of(new Outcome.TimedOut(Duration.ofSeconds(1), ERROR), "counts"),
                Arguments.of(new Outcome.NeighbourTimedOut(), "counts"),
                Arguments.of(new Outcome.OutOfMemory("heap"), "counts"),
                Arguments.of(new Outcome.Exited("exit code 3"), "counts"),
                Arguments.of(new Outcome.Cancelled(), "counts"),
                Arguments.of(
                        new Outcome.Rejected(RejectReason.QUEUE_FULL, "full", Duration.ofSeconds(1)), "does not count"),
                Arguments.of(
                        new Outcome.Rejected(RejectReason.PREEMPTED, "gave way", Duration.ofSeconds(1)),
                        "does not count"),
                Arguments.of(new Outcome.Rejected(RejectReason.DEADLINE_PASSED, "late", Duration.ZERO), "dead"),
                Arguments.of(new Outcome.NoSuchFunction(), "does not count"),
                Arguments.of(new Outcome.NotStarted("class_not_found", ERROR), "does not count"),
                Arguments.of(new Outcome.PlatformFault(Component.RUNNER, "instance_lost", "gone"), "does not count"),
                Arguments.of(new Outcome.PlatformFault(Component.GATEWAY, "call_loop", "a -> b -> a"), "dead"));
    }

    private Settlement settle(Outcome outcome, Attempts attempts) {
        return Settlement.of(outcome, Optional.empty(), attempts, POLICY, random);
    }

    private static String word(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Done() -> "done";
            case Settlement.Retry(Duration _, boolean counts) -> counts ? "counts" : "does not count";
            case Settlement.Dead(String _) -> "dead";
        };
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void anAttemptSettlesByHowItEnded(Outcome outcome, String word) {
        assertThat(word(settle(outcome, FIRST))).isEqualTo(word);
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void onlyAttemptsThatReachedTheCodeAreEverUsedUp(Outcome outcome, String word) {
        Attempts used = new Attempts(1_000, 2, Duration.ZERO);

        Settlement settlement = settle(outcome, used);

        assertThat(settlement.equals(new Settlement.Dead(Settlement.ATTEMPTS))).isEqualTo(word.equals("counts"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void whatIsTooOldIsNotTriedAgain(Outcome outcome, String word) {
        Settlement settlement = settle(outcome, new Attempts(1, 0, Duration.ofHours(1)));

        boolean again = word.equals("counts") || word.equals("does not count");
        assertThat(settlement instanceof Settlement.Retry).isFalse();
        assertThat(!again || settlement.equals(new Settlement.Dead(Settlement.AGE)))
                .isTrue();
    }

    @Test
    void pausesGrowToABoundAndAreNeverTheSameForAll() {
        for (int all = 1; all < 100; all++) {
            Attempts attempts = new Attempts(all, 0, Duration.ZERO);
            Duration most = Duration.ofSeconds(Math.min(60, 1L << Math.min(all - 1, 20)));

            Settlement settlement = settle(new Outcome.NoSuchFunction(), attempts);

            assertThat(settlement)
                    .as("seed %d", seed)
                    .isInstanceOfSatisfying(
                            Settlement.Retry.class,
                            retry -> assertThat(retry.after()).isPositive().isLessThanOrEqualTo(most));
        }
    }

    @Test
    void whatTheAnswerAsksForIsHonoured() {
        Duration asked = Duration.ofMinutes(10);

        assertThat(Settlement.of(new Outcome.Succeeded(503), Optional.of(asked), FIRST, POLICY, random))
                .isEqualTo(new Settlement.Retry(asked, true));
        assertThat(Settlement.of(new Outcome.Succeeded(503), Optional.of(Duration.ofHours(2)), FIRST, POLICY, random))
                .isEqualTo(new Settlement.Dead(Settlement.AGE));
        assertThat(Settlement.of(new EventOutcome.Retry("busy", asked), FIRST, POLICY, random))
                .isEqualTo(new Settlement.Retry(asked, true));
        assertThat(settle(new Outcome.Rejected(RejectReason.QUEUE_FULL, "full", asked), FIRST))
                .isEqualTo(new Settlement.Retry(asked, false));
    }

    @Test
    void anEventOfABatchSettlesByWhatTheFunctionSaidOfIt() {
        assertThat(Settlement.of(new EventOutcome.Done(), FIRST, POLICY, random))
                .isEqualTo(new Settlement.Done());
        assertThat(Settlement.of(new EventOutcome.Failed("no"), FIRST, POLICY, random))
                .isEqualTo(new Settlement.Dead(Settlement.REFUSED));
        assertThat(Settlement.of(
                        new EventOutcome.Retry("busy", Duration.ZERO),
                        new Attempts(3, 2, Duration.ZERO),
                        POLICY,
                        random))
                .isEqualTo(new Settlement.Dead(Settlement.ATTEMPTS));
    }

    @Test
    void policiesThatTryNothingAreNone() {
        assertThatThrownBy(() -> new RetryPolicy(0, Duration.ofHours(1), POLICY.backoff()))
                .hasMessage("work is tried once at least, and for some time: 0, PT1H");
        assertThatThrownBy(() -> new Attempts(1, 1, Duration.ZERO))
                .hasMessage("of 1 attempts 1 reached the code before the last");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessage("pauses grow from more than nothing to no less: PT2S, PT1S");
    }
}
