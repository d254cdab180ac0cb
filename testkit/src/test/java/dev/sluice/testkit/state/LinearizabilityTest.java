package dev.sluice.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.state.Version;
import dev.sluice.testkit.state.Step.Act;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {

    @Test
    void aReadThatOverlapsAWriteSeesOldOrNew() {
        Step write = step("a", 10, 30, wrote(0, "x", 1));

        assertThat(violation(write, step("b", 20, 25, saw(0, "")))).isEmpty();
        assertThat(violation(write, step("b", 20, 25, saw(1, "x")))).isEmpty();
    }

    @Test
    void aReadAfterAWriteThatSeesWhatWasBeforeIsFound() {
        assertThat(violation(step("a", 10, 20, wrote(0, "x", 1)), step("b", 21, 25, saw(0, ""))))
                .isPresent();
    }

    @Test
    void twoWhoReadBackwardsAreFound() {
        assertThat(violation(
                        step("a", 10, 90, wrote(0, "x", 1)),
                        step("b", 20, 25, saw(1, "x")),
                        step("c", 30, 35, saw(0, ""))))
                .isPresent();
    }

    @Test
    void twoWhoReplaceTheSameAreFound() {
        assertThat(violation(step("a", 10, 90, wrote(0, "x", 1)), step("b", 10, 90, wrote(0, "y", 2))))
                .isPresent();
    }

    @Test
    void aVersionThatDoesNotGrowIsFound() {
        assertThat(violation(
                        step("a", 10, 20, wrote(0, "x", 5)),
                        step("a", 30, 40, wrote(5, "", 0)),
                        step("a", 50, 60, wrote(0, "y", 5))))
                .isPresent();
    }

    @Test
    void aRefusalWithoutReasonIsFound() {
        assertThat(violation(step("a", 10, 20, new Act.Wrote(Version.NONE, "x", Optional.empty()))))
                .isPresent();
    }

    @Test
    void aStepThatWasNeverAnsweredHappenedOrNot() {
        Step lost = step("a", 10, Long.MAX_VALUE, new Act.Lost(Version.NONE, "x"));

        assertThat(violation(lost, step("b", 20, 30, saw(0, "")))).isEmpty();
        assertThat(violation(lost, step("b", 20, 30, saw(7, "x")), step("b", 40, 50, saw(7, "x"))))
                .isEmpty();
        assertThat(violation(lost, step("b", 20, 30, saw(7, "x")), step("b", 40, 50, saw(0, ""))))
                .isPresent();
    }

    private static Optional<String> violation(Step... steps) {
        return Linearizability.violation(List.of(steps));
    }

    private static Step step(String client, long began, long ended, Act act) {
        return new Step(client, "r", began, ended, act);
    }

    private static Act saw(long version, String value) {
        return new Act.Saw(new Version(version), value);
    }

    private static Act wrote(long expected, String value, long made) {
        return new Act.Wrote(new Version(expected), value, Optional.of(new Version(made)));
    }
}
