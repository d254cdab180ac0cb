package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-28",
                "2026-11-28T09:30Z",
                "2026-11-28 09:30:00Z",
                "2026-11-28T09:30:00",
                "2026-11-28T09:30:00.Z",
                "2026-11-28T09:30:00.5",
                "2026-11-28T24:00:00Z",
                "2026-11-28T09:60:00Z",
                "2026-11-28T09:30:61Z",
                "2026-11-28T09:30:00+0100",
                "2026-11-28T09:30:00+24:00",
                "2026-11-28T09:30:00ZZ",
                "2026-00-28T09:30:00Z",
                "2026-13-28T09:30:00Z",
                "2026-11-00T09:30:00Z",
                "2026-11-31T09:30:00Z",
                "2027-02-29T09:30:00Z",
                "2026/11/28T09:30:00Z",
                "+026-11-28T09:30:00Z"
            })
    void whatIsNoTimeByTheRuleIsRefused(String text) {
        assertThatThrownBy(() -> Attributes.checkTime("time", text))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("'time' is '" + text + "', which is not a time by RFC 3339, as in 2026-11-28T09:30:00Z");
    }
}
