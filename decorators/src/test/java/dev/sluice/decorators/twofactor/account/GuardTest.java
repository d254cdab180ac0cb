package dev.sluice.decorators.twofactor.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds guesses back when the clock is put back. */
class GuardTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final long A_YEAR_LATER = NOW + Duration.ofDays(365).toMillis();

    @Test
    void whatWasAskedBeforeTheClockWasPutBackHoldsNobodyBack() {
        long full = Guard.CHALLENGES.ask(0, A_YEAR_LATER).full();

        Rate.Answer answer = Guard.CHALLENGES.ask(full, NOW);

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.full()).isEqualTo(NOW + Guard.CHALLENGES.interval().toMillis());
    }

    @Test
    void aGatewayWhoseClockIsBehindCountsWhatTheOtherCounted() {
        long ahead = NOW + Duration.ofMinutes(50).toMillis();
        long full = 0;
        for (int i = 0; i < Guard.MESSAGES.burst(); i++) {
            full = Guard.MESSAGES.ask(full, ahead).full();
        }

        assertThat(Guard.MESSAGES.ask(full, ahead).allowed()).isFalse();
        assertThat(Guard.MESSAGES.ask(full, NOW).allowed()).isFalse();
    }

    @Test
    void aLockThatNoClockCanHaveMadeEndsAndTheNextWrongAnswerMakesAnother() {
        Guard guard = Guard.NEW;
        for (int i = 0; i < 6; i++) {
            guard = guard.missed(A_YEAR_LATER);
        }
        assertThat(guard.locked(A_YEAR_LATER)).isTrue();

        assertThat(guard.locked(NOW)).isFalse();
        assertThat(guard.missed(NOW).locked(NOW)).isTrue();
        assertThat(guard.missed(NOW).failures()).isEqualTo(7);
    }

    @Test
    void theLongestLockHoldsToItsEnd() {
        Guard guard = Guard.NEW;
        for (int i = 0; i < 30; i++) {
            guard = guard.missed(NOW);
        }
        long end = NOW + Guard.LONGEST_LOCK.toMillis();

        assertThat(guard.locked(NOW)).isTrue();
        assertThat(guard.locked(end - 1)).isTrue();
        assertThat(guard.locked(end)).isFalse();
    }
}
