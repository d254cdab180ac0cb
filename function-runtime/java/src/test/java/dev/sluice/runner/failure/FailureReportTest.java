package dev.sluice.runner.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.FunctionError;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FailureReportTest {

    @Test
    void framesOfTheJdkAndOfTheRunnerAreLeftOut() {
        IllegalStateException thrown = thrown("m", user("A"), jdk(), user("B"), runner());

        assertThat(FailureReport.of(thrown).frames()).containsExactly("p.A.m(A.java:1)", "p.B.m(B.java:1)");
    }

    @Test
    void atMostTwentyFramesAreTold() {
        StackTraceElement[] many = new StackTraceElement[100];
        java.util.Arrays.fill(many, user("A"));

        assertThat(FailureReport.of(thrown("m", many)).frames()).hasSize(20);
    }

    @Test
    void causesHaveTheirPlaceInTheTwenty() {
        StackTraceElement[] many = new StackTraceElement[100];
        java.util.Arrays.fill(many, user("A"));
        IllegalStateException thrown = thrown("m", many);
        thrown.initCause(thrown("why", many));

        assertThat(FailureReport.of(thrown).frames())
                .hasSize(20)
                .endsWith(
                        "Caused by: java.lang.IllegalStateException: why",
                        "p.A.m(A.java:1)",
                        "p.A.m(A.java:1)",
                        "p.A.m(A.java:1)");
    }

    @Test
    void causesThatGoRoundAreToldOnce() {
        IllegalStateException a = thrown("a");
        IllegalStateException b = thrown("b");
        a.initCause(b);
        b.initCause(a);

        assertThat(FailureReport.of(a).frames()).containsExactly("Caused by: java.lang.IllegalStateException: b");
    }

    @Test
    void aLongMessageIsCutTo8KiBBetweenCharacters() {
        FunctionError error = FailureReport.of(thrown("語".repeat(5_000)));

        assertThat(error.message().getBytes(StandardCharsets.UTF_8).length).isBetween(8_186, 8_192);
        assertThat(error.message()).startsWith("語").endsWith("…").doesNotContain("\uFFFD");
    }

    @Test
    void anExceptionThatCannotEvenSayWhyIsStillTold() {
        FunctionError error = FailureReport.of(new Mute());

        assertThat(error.message()).isEqualTo("(its getMessage() threw java.lang.UnsupportedOperationException)");
        assertThat(error.type()).isEqualTo(Mute.class.getName());
    }

    @Test
    void linesBreaksOfCausesDoNotBreakFrames() {
        IllegalStateException thrown = thrown("m");
        thrown.initCause(thrown("two\nlines"));

        assertThat(FailureReport.of(thrown).frames())
                .containsExactly("Caused by: java.lang.IllegalStateException: two lines");
    }

    private static IllegalStateException thrown(String message, StackTraceElement... stack) {
        IllegalStateException thrown = new IllegalStateException(message);
        thrown.setStackTrace(stack);
        return thrown;
    }

    private static StackTraceElement user(String type) {
        return new StackTraceElement("function", null, null, "p." + type, "m", type + ".java", 1);
    }

    private static StackTraceElement jdk() {
        return new StackTraceElement(null, "java.base", "25", "java.util.ArrayList", "get", "ArrayList.java", 1);
    }

    private static StackTraceElement runner() {
        return new StackTraceElement("app", null, null, "dev.sluice.runner.Main", "main", "Main.java", 1);
    }

    private static final class Mute extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new UnsupportedOperationException();
        }
    }
}
