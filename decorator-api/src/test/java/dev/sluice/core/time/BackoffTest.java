package dev.sluice.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(700));
    private final Random random = new Random(1);

    @ParameterizedTest
    @CsvSource({"2,100", "3,200", "4,400", "5,700", "10,700", "1000000,700"})
    void eachPauseIsUpToTwiceAsLongAndARandomPartOfIt(int attempt, long most) {
        long longest = 0;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 1_000; i++) {
            long nanos = backoff.before(attempt, random).toNanos();
            longest = Math.max(longest, nanos);
            shortest = Math.min(shortest, nanos);
        }
        assertThat(longest).isBetween(most * 950_000, most * 1_000_000);
        assertThat(shortest).isBetween(1L, most * 50_000);
    }
}
