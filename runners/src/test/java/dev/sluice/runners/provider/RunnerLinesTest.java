package dev.sluice.runners.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.testkit.runner.RunnerPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerLinesTest {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    @Test
    void linesArePassedOnWithTheRunnerThatWroteThem() throws Exception {
        assertThat(linesOf("echo one", "echo two >&2")).containsExactlyInAnyOrder("r1: one", "r1: two");
    }

    @Test
    void aLineIsCutAtAThousandCharacters() throws Exception {
        assertThat(linesOf("head -c 5000 /dev/zero | tr '\\0' x", "echo", "echo short"))
                .containsExactly("r1: " + "x".repeat(1_000), "r1: short");
    }

    @Test
    void aFloodIsCutAndCounted() throws Exception {
        List<String> told = linesOf("yes flood | head -n 5000");
        assertThat(told).hasSize(LineBudget.LINES + 1).endsWith("r1: (4900 more lines were left out)");
    }

    @Test
    void whatAFunctionsProcessWritesIsTheFunctions() throws Exception {
        Queue<String> owned = new ConcurrentLinkedQueue<>();
        try (RunnerPlace place = new RunnerPlace(folder);
                RunnerProvider provider = new ProcessProvider((runner, line) -> lines.add(runner + ": " + line))) {
            RunnerOrder order = place.order(place.runtime(
                    "echo mine",
                    "while [ ! -e go ]; do sleep 0.05; done",
                    "sh -c 'echo out; echo err >&2'",
                    "head -c 5000 /dev/zero | tr '\\0' x",
                    "yes flood | head -n 5000 >&2"));
            RunnerProcess runner = provider.start(order);
            await().atMost(Duration.ofSeconds(30)).until(() -> lines.contains("r1: mine"));
            runner.output((source, line) -> owned.add(source + ": " + line));
            Files.createFile(order.workFolder().resolve("go"));
            runner.exited().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }

        assertThat(lines).containsExactly("r1: mine");
        assertThat(owned).contains("STDOUT: out", "STDERR: err", "STDOUT: " + "x".repeat(5_000));
        assertThat(owned.stream().filter(line -> line.equals("STDERR: flood"))).hasSize(LineBudget.OWNED_LINES - 1);
        assertThat(owned).contains("STDERR: (4001 more lines were left out)");
    }

    @Test
    void whatARunnerWroteThatWasStartedForAFunctionIsTheFunctionsFromItsFirstLineOn() throws Exception {
        Queue<String> owned = new ConcurrentLinkedQueue<>();
        try (RunnerPlace place = new RunnerPlace(folder);
                RunnerProvider provider = new ProcessProvider((runner, line) -> lines.add(runner + ": " + line))) {
            RunnerOrder order = place.order(
                    place.runtime(
                            "echo listening at 5005",
                            "touch said",
                            "while [ ! -e go ]; do sleep 0.05; done",
                            "echo late"),
                    List.of("-ea"));
            RunnerProcess runner = provider.start(order);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.exists(order.workFolder().resolve("said")));
            runner.output((source, line) -> owned.add(source + ": " + line));
            Files.createFile(order.workFolder().resolve("go"));
            runner.exited().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }

        assertThat(lines).isEmpty();
        assertThat(owned).containsExactly("STDOUT: listening at 5005", "STDOUT: late");
    }

    @Test
    void aBudgetComesBackAfterTenSeconds() {
        AtomicLong nanos = new AtomicLong();
        LineBudget budget = new LineBudget(nanos::get);
        for (int i = 0; i < LineBudget.LINES; i++) {
            assertThat(budget.take(false)).isTrue();
        }
        assertThat(budget.take(false)).isFalse();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertThat(budget.take(false)).isTrue();
        assertThat(budget.refused()).hasValue(1);
        assertThat(budget.refused()).isEmpty();
    }

    private List<String> linesOf(String... script) throws Exception {
        try (RunnerPlace place = new RunnerPlace(folder);
                RunnerProvider provider = new ProcessProvider((runner, line) -> lines.add(runner + ": " + line))) {
            RunnerOrder order = place.order(place.runtime(script));
            provider.start(order).exited().toCompletableFuture().get(30, TimeUnit.SECONDS);
            return List.copyOf(lines);
        }
    }
}
