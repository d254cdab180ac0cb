package dev.sluice.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TraceParentTest {

    private static final String GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    @Test
    void whatTheStandardAllowsIsContinued() {
        for (String value : List.of(GOOD, "01" + GOOD.substring(2), "cc" + GOOD.substring(2) + "-more")) {
            assertThat(TraceParent.isValid(value)).as(value).isTrue();
            assertThat(TraceParent.continued(value))
                    .matches("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-00")
                    .isNotEqualTo(GOOD);
        }
    }

    @Test
    void allElseIsNot() {
        for (String value : List.of(
                "",
                GOOD + "-more",
                GOOD.substring(1),
                "ff" + GOOD.substring(2),
                GOOD.toUpperCase(java.util.Locale.ROOT),
                GOOD.replace("00f067aa0ba902b7", "0000000000000000"),
                GOOD.replace('-', '_'),
                GOOD.replace("4bf9", "xbf9"))) {
            assertThat(TraceParent.isValid(value)).as(value).isFalse();
        }
    }

    @Test
    void whatBeginsHereIsValidAndNeverTheSame() {
        assertThat(TraceParent.isValid(TraceParent.begun(1))).isTrue();
        assertThat(TraceParent.begun(1)).isNotEqualTo(TraceParent.begun(1));
    }

    @Test
    void asManyAsAreWantedAreSampled() {
        assertThat(Stream.generate(() -> TraceParent.begun(1)).limit(1_000)).allMatch(trace -> trace.endsWith("-01"));
        assertThat(Stream.generate(() -> TraceParent.begun(0)).limit(1_000)).allMatch(trace -> trace.endsWith("-00"));
        assertThat(Stream.generate(() -> TraceParent.begun(0.25))
                        .limit(10_000)
                        .filter(trace -> trace.endsWith("-01"))
                        .count())
                .isBetween(2_000L, 3_000L);
    }

    @Test
    void whetherAContinuedTraceIsSampledIsItsCallersWord() {
        assertThat(TraceParent.continued(GOOD)).endsWith("-00");
        assertThat(TraceParent.continued(GOOD.replace("-00f0", "-11f0").substring(0, 53) + "01"))
                .endsWith("-01");
    }
}
