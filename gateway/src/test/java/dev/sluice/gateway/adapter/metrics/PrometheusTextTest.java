package dev.sluice.gateway.adapter.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusTextTest {

    private static Family.Series series(String suffix, Map<String, String> labels, double value) {
        return new Family.Series(suffix, new TreeMap<>(labels), value);
    }

    @Test
    void metricsOfAllTypesAreReadWithTheirLabels() {
        List<Family> families = PrometheusText.parse("""
                # HELP http_requests_total Requests.
                # TYPE http_requests_total counter
                http_requests_total{method="post", path="a\\"b\\\\c\\nd",} 1027 1395066363000
                http_requests_total { function = "mine" } 3

                # TYPE rpc_seconds histogram
                rpc_seconds_bucket{le="0.5"} 4
                rpc_seconds_bucket{le="+Inf"} 5
                rpc_seconds_sum 1.5e0
                rpc_seconds_count 5
                # a comment
                temperature NaN
                """);

        assertThat(families)
                .containsExactly(
                        new Family(
                                "http_requests",
                                Collector.Type.COUNTER,
                                "Requests.",
                                List.of(
                                        series("_total", Map.of("method", "post", "path", "a\"b\\c\nd"), 1027),
                                        series("_total", Map.of("exported_function", "mine"), 3))),
                        new Family(
                                "rpc_seconds",
                                Collector.Type.HISTOGRAM,
                                "",
                                List.of(
                                        series("_bucket", Map.of("le", "0.5"), 4),
                                        series("_bucket", Map.of("le", "+Inf"), 5),
                                        series("_sum", Map.of(), 1.5),
                                        series("_count", Map.of(), 5))),
                        new Family(
                                "temperature", Collector.Type.UNKNOWN, "", List.of(series("", Map.of(), Double.NaN))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "a-b 1;a name that cannot be: a-b",
                "a;it ends too early",
                "a{b=\"c\" 1;it ends too early",
                "a{b=c} 1;a label without quotes",
                "a{__b=\"c\"} 1;a label that cannot be: __b",
                "a{b=\"c\",b=\"d\"} 1;a label twice: b",
                "a one;'one' is no number",
                "# TYPE a thing;there is no type 'thing'",
                "<html>;a name that cannot be: <html>"
            })
    void whatIsNoPrometheusTextIsToldWithItsLine(String line, String message) {
        assertThatThrownBy(() -> PrometheusText.parse("ok 1\n" + line + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 2 is no Prometheus text: " + message);
    }

    @Test
    void anythingAtAllIsEitherReadOrRefused() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        String letters = "ab_:{}=\",\\ \n#19.eNT-";
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                PrometheusText.parse(text.toString());
                read++;
            } catch (IllegalArgumentException e) {
                assertThat(e).as("seed " + seed).hasMessageStartingWith("line ");
            }
        }
        assertThat(read).as("seed " + seed).isPositive();
    }
}
