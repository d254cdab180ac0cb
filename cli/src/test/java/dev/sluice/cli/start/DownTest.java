package dev.sluice.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownTest {

    @TempDir
    Path home;

    private CommandRun down() {
        return CommandRun.with(Map.of("SLUICE_HOME", home.toString()), Terminal.Look.PLAIN, "", "down");
    }

    @Test
    void whoeverHoldsTheHomeIsEndedAndWaitedFor() throws IOException, InterruptedException {
        Process holder = LockHolder.start(Files.createFile(home.resolve("gateway.lock")));
        try {
            CommandRun run = down();

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .startsWith("The gateway of " + home + ", process " + holder.pid() + ", has ended after ");
            assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void aHomeThatNoGatewayWorksInIsToldAndIsNoFailure() throws IOException {
        Files.createFile(home.resolve("gateway.lock"));

        CommandRun run = down();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("No gateway works in " + home + ": there is nothing to end.\n");
    }

    @Test
    void theHolderIsFoundByDeviceAndInodeAndByNothingElse() {
        List<String> locks = List.of(
                "1: FLOCK  ADVISORY  WRITE 1 fe:00:100 0 EOF",
                "2: POSIX  ADVISORY  WRITE 2 fe:01:100 0 EOF",
                "3: POSIX  ADVISORY  WRITE 3 fe:00:1001 0 EOF",
                "4: POSIX  ADVISORY  WRITE 4 fe:00:100 0 EOF",
                "4: -> POSIX  ADVISORY  WRITE 5 fe:00:100 0 EOF");

        assertThat(HomeLock.holder(locks, 0xfe00, 100)).contains(4L);
        assertThat(HomeLock.holder(locks, 0xfe00, 101)).isEmpty();
    }
}
