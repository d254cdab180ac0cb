package dev.sluice.decorators.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusRangeTest {

    @Test
    void oneStatusAndARangeAreRead() {
        assertThat(StatusRange.parse("503")).isEqualTo(new StatusRange(503, 503));
        assertThat(StatusRange.parse("500-599")).isEqualTo(new StatusRange(500, 599));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            5xx     | '5xx' is not a status: write one from 100 to 599, as in 503, or a range, as in 500-599
            600     | '600' is not a status: write one from 100 to 599, as in 503, or a range, as in 500-599
            599-500 | '599-500' is a range that ends before it begins
            """)
    void whatIsNoStatusIsTold(String text, String message) {
        assertThatThrownBy(() -> StatusRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
