package dev.sluice.store.state;

import dev.sluice.store.storm.StepLine;
import dev.sluice.testkit.state.RecordingClient;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
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
                .run("storm", MOST, step -> out.println(StepLine.of(step)), step -> out.println(StepLine.of(step)));
    }
}
