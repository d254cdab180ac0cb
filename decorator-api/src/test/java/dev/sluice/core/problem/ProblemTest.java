package dev.sluice.core.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.problem.Problem.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {

    private static final Kind GONE = new Kind(410, Component.GATEWAY, "gone_away", "It has gone away");

    @Test
    void aBareProblemHasOnlyWhatItKnows() {
        assertThat(Problem.of(GONE, "It was here. Look elsewhere.").toJson())
                .isEqualTo(
                        "{\"type\":\"tag:sluice.dev,2026:gone_away\",\"title\":\"It has gone away\",\"status\":410,"
                                + "\"detail\":\"It was here. Look elsewhere.\",\"component\":\"gateway\",\"reason\":\"gone_away\"}");
    }

    @Test
    void everythingThatIsKnownIsToldInOrder() {
        Problem problem = Problem.of(GONE, "x")
                .during(new InvocationId("01HZY3V8C4R6T5J0Q2N7M9K8P1"))
                .causedBy(
                        new FunctionError("java.lang.IllegalStateException", "no \"x\"\n", List.of("a.B.c(B.java:1)")))
                .at("scaling.concurrency", "it is 0", "1 to 1000")
                .at("memory", "it is 1Mi", "128Mi to 16Gi");

        assertThat(problem.toJson())
                .endsWith(
                        "\"invocation\":\"01HZY3V8C4R6T5J0Q2N7M9K8P1\",\"function\":{\"type\":"
                                + "\"java.lang.IllegalStateException\",\"message\":\"no \\\"x\\\"\\n\",\"frames\":"
                                + "[\"a.B.c(B.java:1)\"]},\"violations\":[{\"path\":\"scaling.concurrency\",\"message\":\"it is 0\","
                                + "\"allowed\":\"1 to 1000\"},{\"path\":\"memory\",\"message\":\"it is 1Mi\",\"allowed\":\"128Mi to 16Gi\"}]}");
    }

    @Test
    void retryAfterIsInWholeSecondsAndNeverZero() {
        Problem problem = Problem.of(GONE, "x");

        assertThat(problem.retryAfterHeader()).isEmpty();
        assertThat(problem.retryAfter(Duration.ofMillis(3)).retryAfterHeader()).contains("1");
        assertThat(problem.retryAfter(Duration.ofMillis(2001)).retryAfterHeader())
                .contains("3");
    }

    @Test
    void controlCharactersAndLoneSurrogatesAreEscaped() {
        String json = new JsonText()
                .value("\u0000\u001f\u007f\t\\ \ud83d\ude00 \ud83d x")
                .toString();

        assertThat(json).isEqualTo("\"\\u0000\\u001f\\u007f\\t\\\\ \ud83d\ude00 \\ud83d x\"");
    }

    @Test
    void aProblemIsNeverASuccess() {
        assertThatThrownBy(() -> new Kind(200, Component.GATEWAY, "x", "x"))
                .hasMessage("a problem has a status from 400 to 599, not 200");
    }
}
