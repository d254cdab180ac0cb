package dev.sluice.store.storm;

import dev.sluice.core.state.Version;
import dev.sluice.testkit.state.Step;
import dev.sluice.testkit.state.Step.Act;
import java.util.Optional;

/** A step as a process says it, which may be killed at any letter: a line that was cut short lacks its full stop. */
public final class StepLine {

    private StepLine() {}

    public static String of(Step step) {
        String what = switch (step.act()) {
            case Act.Saw(Version version, String value) -> "saw " + version.number() + " " + value;
            case Act.Wrote(Version expected, String value, Optional<Version> made) ->
                "wrote " + expected.number() + " " + made.map(Version::number).orElse(-1L) + " " + value;
            case Act.Lost(Version expected, String value) -> "asks " + expected.number() + " " + value;
        };
        return step.client() + " " + step.record() + " " + step.began() + " " + step.ended() + " " + what + ".";
    }

    /** The step of a line that was not cut short. */
    public static Step read(String line) {
        String[] words = line.substring(0, line.length() - 1).split(" ", -1);
        Version first = new Version(Long.parseLong(words[5]));
        Act act = switch (words[4]) {
            case "saw" -> new Act.Saw(first, words[6]);
            case "wrote" ->
                new Act.Wrote(
                        first,
                        words[7],
                        Optional.of(Long.parseLong(words[6]))
                                .filter(made -> made >= 0)
                                .map(Version::new));
            case "asks" -> new Act.Lost(first, words[6]);
            default -> throw new IllegalArgumentException(line);
        };
        return new Step(words[0], words[1], Long.parseLong(words[2]), Long.parseLong(words[3]), act);
    }
}
