package dev.sluice.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaSecondsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "000, 0",
        "003600, 3600",
        "2147483647, 2147483647",
        "2147483648, 2147483648",
        "2147483649, 2147483648",
        "9999999999, 2147483648",
        "99999999999999999999, 2147483648",
        "00000000000000000000007, 7"
    })
    void numbersAreReadHoweverLongTheyAre(String text, long seconds) {
        assertThat(DeltaSeconds.parse(text)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.0", "1 ", "1s", "0x1", "\u0661"})
    void whatIsNoneIsNotRead(String text) {
        assertThat(DeltaSeconds.parse(text)).isEmpty();
    }
}
