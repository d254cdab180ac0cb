package dev.sluice.events.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadFromTest {

    @Test
    void eachFormIsRead() {
        assertThat(ReadFrom.parse("begin")).contains(new ReadFrom.Begin());
        assertThat(ReadFrom.parse("end")).contains(new ReadFrom.End());
        assertThat(ReadFrom.parse("0")).contains(new ReadFrom.Offset(0));
        assertThat(ReadFrom.parse("17")).contains(new ReadFrom.Offset(17));
        assertThat(ReadFrom.parse("-10000")).contains(new ReadFrom.Last(10_000));
        assertThat(ReadFrom.parse("2026-11-28T09:30:00Z"))
                .contains(new ReadFrom.Since(Instant.parse("2026-11-28T09:30:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-0", "-10001", "last", "1.5", "9999999999999999999", "2026-11-28", "--1"})
    void anythingElseIsNot(String text) {
        assertThat(ReadFrom.parse(text)).isEqualTo(Optional.empty());
    }
}
