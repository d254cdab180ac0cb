package dev.sluice.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Thu, 18 Aug 2050 02:01:18 GMT    | 2050-08-18T02:01:18Z
            THU, 18 aug 2050 02:01:18 gmt    | 2050-08-18T02:01:18Z
            Thu, 18 Aug 2050 02:01:18 UTC    | 2050-08-18T02:01:18Z
            Thursday, 18-Aug-50 02:01:18 GMT | 2050-08-18T02:01:18Z
            Sunday, 06-Nov-94 08:49:37 GMT   | 1994-11-06T08:49:37Z
            Friday, 27-Nov-76 00:00:00 GMT   | 2076-11-27T00:00:00Z
            Sunday, 29-Nov-76 00:00:00 GMT   | 1976-11-29T00:00:00Z
            Tuesday, 01-Jan-00 00:00:00 GMT  | 2000-01-01T00:00:00Z
            Thu Aug 18 02:01:18 2050         | 2050-08-18T02:01:18Z
            Sun Nov  6 08:49:37 1994         | 1994-11-06T08:49:37Z
            Sat, 31 Dec 2016 23:59:60 GMT    | 2016-12-31T23:59:59Z
            Mon, 29 Feb 2028 00:00:00 GMT    | 2028-02-29T00:00:00Z
            """)
    void allThreeFormsAreRead(String text, Instant instant) {
        assertThat(HttpDate.parse(text, NOW)).contains(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "Thu, 18 Aug 2050 2:01:18 GMT",
                "Thu, 8 Aug 2050 02:01:18 GMT",
                "Thu, 18 Aug 50 02:01:18 GMT",
                "Thu 18 Aug 2050 02:01:18 GMT",
                "Thu, 18  Aug  2050 02:01:18 GMT",
                "Thu, 18-Aug-2050 02:01:18 GMT",
                "Thu, 18 Aug 2050 02.01.18 GMT",
                "Thu, 18 Aug 2050 02:01:18 EST",
                "Thu, 18 Aug 2050 02:01:18",
                "Thu, 18 Aug 2050 25:01:18 GMT",
                "Tue, 30 Feb 2027 02:01:18 GMT",
                "Thu, 18-Aug-50 02:01:18 GMT",
                "Thu Aug 18 2:01:18 2050",
                "Thu Aug 18 02:01:18 2050 GMT",
                "2050-08-18T02:01:18Z",
            })
    void whatIsNoneIsNotRead(String text) {
        assertThat(HttpDate.parse(text, NOW)).isEmpty();
    }

    @Test
    void datesAreWrittenInTheFormOfToday() {
        assertThat(HttpDate.text(Instant.parse("2050-08-08T02:01:18.9Z"))).isEqualTo("Mon, 08 Aug 2050 02:01:18 GMT");
    }
}
