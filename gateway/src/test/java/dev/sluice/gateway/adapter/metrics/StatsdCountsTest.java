package dev.sluice.gateway.adapter.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsdCountsTest {

    private final StatsdCounts counts = new StatsdCounts(4);

    private static Family family(String name, Collector.Type type, Family.Series... series) {
        return new Family(name, type, "Told by StatsD.", List.of(series));
    }

    private static Family.Series series(String suffix, Map<String, String> labels, double value) {
        return new Family.Series(suffix, new TreeMap<>(labels), value);
    }

    @Test
    void countersAddUpGaugesStandAndTimersAreSummaries() {
        Stream.of(
                        "api.hits:1|c",
                        "api.hits:2|c|@0.5",
                        "api.hits:1|c|#path:/a,hot,instance:x",
                        "queue-length:7|g",
                        "queue-length:-2|g",
                        "took:250|ms",
                        "took:750|ms")
                .forEach(counts::take);

        assertThat(counts.families())
                .containsExactly(
                        family(
                                "api_hits",
                                Collector.Type.COUNTER,
                                series("", Map.of(), 5),
                                series("", Map.of("path", "/a", "hot", "", "exported_instance", "x"), 1)),
                        family("queue_length", Collector.Type.GAUGE, series("", Map.of(), 5)),
                        family(
                                "took_seconds",
                                Collector.Type.SUMMARY,
                                series("_count", Map.of(), 2),
                                series("_sum", Map.of(), 1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "garbage;it is not of the form name:value|type",
                ":1|c;it is not of the form name:value|type",
                "a:b|c;'b' is no number",
                "a:NaN|g;it is no finite number",
                "a:1|x;there is no type 'x': c, g, ms, h and d are counted",
                "a:-1|c;a counter does not go down",
                "a:1|c|@0;its rate is not between 0 and 1",
                "...:1|c;its name cannot be one of a metric",
                "known:1|g;the metric known is a counter already, and cannot be a gauge too"
            })
    void whatCannotBeCountedIsToldAndChangesNothing(String line, String message) {
        counts.take("known:1|c");
        assertThatThrownBy(() -> counts.take(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThat(counts.families()).containsExactly(family("known", Collector.Type.COUNTER, series("", Map.of(), 1)));
    }

    @Test
    void tagsAreBounded() {
        String most = "a:1|c|#"
                + String.join(
                        ",",
                        IntStream.range(0, 16).mapToObj(i -> "t" + i + ":v").toList());
        counts.take(most);
        counts.take("a:1|c|#t:" + "v".repeat(256));

        assertThatThrownBy(() -> counts.take(most + ",one:more")).hasMessage("it has more than 16 tags");
        assertThatThrownBy(() -> counts.take(most + "|#one:more")).hasMessage("it has more than 16 tags");
        assertThatThrownBy(() -> counts.take("a:1|c|#t:" + "v".repeat(257)))
                .hasMessage("the value of a tag is longer than 256 characters");
        assertThat(counts.families())
                .singleElement()
                .satisfies(family -> assertThat(family.series()).hasSize(2));
    }

    @Test
    void seriesAreBounded() {
        for (int i = 0; i < 4; i++) {
            counts.take("a:1|c|#i:" + i);
        }
        assertThatThrownBy(() -> counts.take("a:1|c|#i:4"))
                .hasMessage("there are 4 series already, which is the most that one instance may have");
        counts.take("a:1|c|#i:3");
    }
}
