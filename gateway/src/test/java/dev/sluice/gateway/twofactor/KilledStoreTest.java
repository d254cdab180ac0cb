package dev.sluice.gateway.twofactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.twofactor.TwoFactorStore.Kept;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KilledStoreTest {

    private static final int ROUNDS = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    @Timeout(120)
    void aKillAtAnyInstantForgetsNoAttemptThatWasCounted() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            int acknowledged = runAndKill(20 + random.nextInt(100));

            assertThat(new DirectoryTwoFactorStore(folder, InstantSource.system()).get(KilledStore.COUNT))
                    .as("seed " + seed)
                    .map(Kept::value)
                    .map(Integer::parseInt)
                    .hasValueSatisfying(count -> assertThat(count).isBetween(acknowledged, acknowledged + 1));
            assertThat(folder.toFile().list())
                    .as("no rubbish after the next start")
                    .containsExactly("count");
        }
    }

    /** Kills the process after so many acknowledgements; answers the last one. */
    private int runAndKill(int acknowledgements) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledStore.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int last = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < acknowledgements; i++) {
                last = Integer.parseInt(String.valueOf(lines.readLine()));
            }
            // By its handle, because a killed Process closes the pipe with what was said last.
            process.toHandle().destroyForcibly();
            // What was still on its way was acknowledged too; a line that was cut short was not.
            StringBuilder rest = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                rest.append((char) c);
            }
            int end = rest.lastIndexOf("\n");
            if (end > 0) {
                String[] told = rest.substring(0, end).split("\n", -1);
                last = Integer.parseInt(told[told.length - 1]);
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        return last;
    }
}
