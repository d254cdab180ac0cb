package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-28T09:30:00Z, 2026-11-28T09:30:00Z",
        "2026-11-28t09:30:00.5z, 2026-11-28T09:30:00.5Z",
        "2026-11-28T09:30:00.1234567899+01:00, 2026-11-28T08:30:00.123456789Z",
        "2016-12-31T23:59:60Z, 2016-12-31T23:59:59Z",
        "2016-12-31T23:59:60.25-05:30, 2017-01-01T05:29:59.25Z"
    })
    void aTimeIsAPointInTime(String text, Instant time) throws MalformedEventException {
        Attributes.checkTime("time", text);

        assertThat(EventTime.parse(text)).isEqualTo(time);
    }
}
