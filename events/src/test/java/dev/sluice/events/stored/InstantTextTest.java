package dev.sluice.events.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstantTextTest {

    @Test
    void whatIsWrittenIsReadAsItWas() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            int nanos = switch (i % 4) {
                case 0 -> 0;
                case 1 -> random.nextInt(1_000) * 1_000_000;
                case 2 -> random.nextInt(1_000_000) * 1_000;
                default -> random.nextInt(1_000_000_000);
            };
            // From the year 0 to 9999, and some beyond.
            Instant instant = Instant.ofEpochSecond(random.nextLong(-62_170_000_000L, 253_500_000_000L), nanos);
            assertThat(InstantText.read(instant.toString())).as("seed %d", seed).isEqualTo(instant);
        }
    }

    @Test
    void whatIsUnusualIsReadAsAFormatterDoes() {
        for (String text : List.of(
                "2026-11-28T24:00:00Z",
                "2016-12-31T23:59:60Z",
                "2026-11-28T20:15:30.1Z",
                "2026-11-28T20:15:30.Z",
                "2026-11-28t20:15:30z",
                "2026-11-28T20:15:30+01:00",
                "+12026-11-28T20:15:30Z",
                "2026-11-28T20:15Z")) {
            assertThat(outcome(() -> InstantText.read(text))).as(text).isEqualTo(outcome(() -> Instant.parse(text)));
        }
    }

    private interface Reader {
        Instant read();
    }

    private static String outcome(Reader reader) {
        try {
            return reader.read().toString();
        } catch (DateTimeException e) {
            return "none";
        }
    }

    @Test
    void whatIsNoTimeFails() {
        for (String text : List.of("", "Z", "2026-02-30T00:00:00Z", "2026-11-28T20:15:3xZ", "2026-11-28T20:61:30Z")) {
            assertThatThrownBy(() -> InstantText.read(text)).as(text).isInstanceOf(DateTimeException.class);
        }
    }
}
