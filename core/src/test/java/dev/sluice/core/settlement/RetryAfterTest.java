package dev.sluice.core.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Headers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

    @Test
    void secondsAreRead() {
        assertThat(RetryAfter.read(Headers.of("Retry-After", " 120 "), NOW)).contains(Duration.ofMinutes(2));
    }

    @Test
    void aDateToComeIsRead() {
        assertThat(RetryAfter.read(Headers.of("Retry-After", "Sat, 28 Nov 2026 09:00:30 GMT"), NOW))
                .contains(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "Sat, 28 Nov 2026 08:59:59 GMT"})
    void allElseAsksForNothing(String text) {
        assertThat(RetryAfter.read(Headers.of("Retry-After", text), NOW)).isEmpty();
    }

    @Test
    void anAnswerWithoutItAsksForNothing() {
        assertThat(RetryAfter.read(Headers.EMPTY, NOW)).isEmpty();
    }
}
