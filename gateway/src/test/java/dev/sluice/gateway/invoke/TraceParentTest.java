package dev.sluice.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
        assertThat(TraceParent.isValid(TraceParent.begun())).isTrue();
        assertThat(TraceParent.begun()).isNotEqualTo(TraceParent.begun());
    }
}
