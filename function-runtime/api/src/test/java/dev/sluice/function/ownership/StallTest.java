package dev.sluice.function.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that the operating system stops for longer than its lease. */
@Timeout(60)
class StallTest {

    @Test
    void whoWasStoppedForLongerThanItsLeaseLearnsItBeforeItActs() throws Exception {
        try (PlayedGateway gateway = new PlayedGateway(request -> PlayedGateway.Answer.ok("{\"token\": 17}"))) {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-Xmx64m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Stalling.class.getName());
            builder.environment().putAll(gateway.environment());
            Process process = builder.start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                    PrintStream in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8)) {
                assertThat(out.readLine()).isEqualTo("holds");
                in.println("go on");
                assertThat(out.readLine()).isEqualTo("token 17");

                signal(process, "STOP");
                awaitStopped(process);
                in.println("go on");
                assertThat(new CountDownLatch(1).await(1_200, TimeUnit.MILLISECONDS))
                        .isFalse();
                signal(process, "CONT");

                assertThat(List.of(out.readLine(), out.readLine())).containsExactlyInAnyOrder("lease_lost", "lost");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** A signal that was sent is not yet one that each thread has heeded. */
    private static void awaitStopped(Process process) throws IOException {
        while (!areStopped(process)) {
            assertThat(process.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    private static boolean areStopped(Process process) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                if (!Files.readString(thread.resolve("stat")).contains(") T ")) {
                    return false;
                }
            }
            return true;
        }
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
