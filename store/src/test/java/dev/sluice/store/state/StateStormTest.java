package dev.sluice.store.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.storm.StepLine;
import dev.sluice.testkit.state.Linearizability;
import dev.sluice.testkit.state.Step;
import dev.sluice.testkit.state.Step.Act;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one folder, each killed at any instant, and others after them. */
class StateStormTest {

    private static final int ROUNDS = Integer.getInteger("sluice.storm.rounds", 2);
    private static final int PROCESSES = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final long seed = Long.getLong("sluice.storm.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    @Timeout(600)
    void whatProcessesSawThatWereKilledHasOneOrder() throws Exception {
        List<Step> history = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            history.addAll(runAndKill(round));
        }

        assertThat(history).as("seed " + seed).hasSizeGreaterThan(ROUNDS * PROCESSES * 30);
        assertThat(Linearizability.violation(history)).as("seed " + seed).isEmpty();
    }

    private List<Step> runAndKill(int round) throws Exception {
        List<Future<List<Step>>> clients = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < PROCESSES; i++) {
                String client = "r" + round + "p" + i;
                long own = random.nextLong();
                int lines = 60 + random.nextInt(200);
                clients.add(threads.submit(() -> runAndKill(client, own, lines)));
            }
            for (Future<List<Step>> client : clients) {
                steps.addAll(client.get());
            }
        }
        return steps;
    }

    /** Kills the process after so many lines; answers all that it said, with what it asked last as lost. */
    private List<Step> runAndKill(String client, long own, int lines) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        StateWriter.class.getName(),
                        folder.toString(),
                        client,
                        Long.toString(own))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < lines; i++) {
                said.add(String.valueOf(out.readLine()));
            }
            // By its handle, because a killed Process closes the pipe with what was said last.
            process.toHandle().destroyForcibly();
            out.lines().forEach(said::add);
        } catch (UncheckedIOException e) {
            throw new IOException("client " + client + ", seed " + seed, e);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        // A line that was cut short lacks its full stop.
        return answered(said.stream()
                .filter(line -> line.endsWith("."))
                .map(StepLine::read)
                .toList());
    }

    /** Leaves out what was asked where the answer follows. */
    private static List<Step> answered(List<Step> steps) {
        List<Step> answered = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (!(steps.get(i).act() instanceof Act.Lost) || i == steps.size() - 1) {
                answered.add(steps.get(i));
            }
        }
        return answered;
    }
}
