package dev.sluice.store.state;

import dev.sluice.core.state.Version;
import dev.sluice.testkit.state.RecordingClient;
import dev.sluice.testkit.state.Step;
import dev.sluice.testkit.state.Step.Act;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;

/** A process that works on records of a folder and says each step, what it asks before it asks it, until it is killed. */
final class StateWriter {

    private static final int MOST = 100_000;

    private StateWriter() {}

    /** The folder, the client's name, and a seed. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Path.of(arguments[0]);
        DirectoryKeyedState state = new DirectoryKeyedState(folder, folder.resolve("earlier"), InstantSource.system());
        Random random = new Random(Long.parseLong(arguments[2]));
        new RecordingClient(arguments[1], state, random)
                .run("storm", MOST, step -> out.println(line(step)), step -> out.println(line(step)));
    }

    private static String line(Step step) {
        String what = switch (step.act()) {
            case Act.Saw(Version version, String value) -> "saw " + version.number() + " " + value;
            case Act.Wrote(Version expected, String value, Optional<Version> made) ->
                "wrote " + expected.number() + " " + made.map(Version::number).orElse(-1L) + " " + value;
            case Act.Lost(Version expected, String value) -> "asks " + expected.number() + " " + value;
        };
        return step.client() + " " + step.record() + " " + step.began() + " " + step.ended() + " " + what + ".";
    }

    /** The step of a line that was not cut short. */
    static Step step(String line) {
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
