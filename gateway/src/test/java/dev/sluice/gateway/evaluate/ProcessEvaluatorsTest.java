package dev.sluice.gateway.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.evaluate.Evaluation;
import dev.sluice.decorators.evaluate.Evaluator;
import dev.sluice.decorators.evaluate.process.Reply;
import dev.sluice.decorators.evaluate.process.Request;
import dev.sluice.gateway.jvm.SmallJvm;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProcessEvaluatorsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int MOST_BYTES = 1_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ProcessEvaluators evaluators;

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void open() {
        evaluators = ProcessEvaluators.in(folder, new EvaluatorSettings(3, 1, 50, 64, TURN, LONG, LONG));
    }

    @AfterEach
    void close() {
        evaluators.close();
        callers.shutdownNow();
        await().atMost(PATIENCE).until(() -> processes().isEmpty());
    }

    /** Those of the evaluators of this test. */
    private List<ProcessHandle> processes() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("evaluate.process.Main"))
                .toList();
    }

    private Evaluator evaluator(String function) {
        return evaluators.of(new FunctionName(function), ToilEngine.NAME, "ok".getBytes(StandardCharsets.UTF_8));
    }

    private static Evaluation evaluated(Evaluator evaluator, String order, Duration limit) throws InterruptedException {
        return evaluator.evaluate(order.getBytes(StandardCharsets.UTF_8), limit, MOST_BYTES);
    }

    private static String told(Evaluation evaluation) {
        return switch (evaluation) {
            case Evaluation.Value(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
            case Evaluation.Refused(String why) -> "refused: " + why;
            case Evaluation.Busy(String why) -> "busy: " + why;
        };
    }

    private static String told(Evaluator evaluator, String order) throws InterruptedException {
        return told(evaluated(evaluator, order, LONG));
    }

    @Test
    void nothingIsStartedBeforeThereIsAProgram() throws Exception {
        assertThat(evaluators.report().started()).isZero();

        assertThat(told(evaluator("hello"), "echo:ä")).isEqualTo("ä");
        assertThat(evaluators.report().started()).isPositive();
    }

    @Test
    void aHundredThatTakeLongAtOnceAreEndedWhileOthersAreAnswered() throws Exception {
        Evaluator slow = evaluator("slow");
        Evaluator other = evaluator("other");
        assertThat(told(slow, "echo:1")).isEqualTo("1");
        assertThat(told(other, "echo:2")).isEqualTo("2");
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(() -> told(evaluated(slow, "count:600000", SHORT)));
        }

        List<Future<String>> under = calls.stream().map(callers::submit).toList();
        int answered = 0;
        while (under.stream().anyMatch(call -> !call.isDone())) {
            assertThat(told(other, "echo:" + answered)).isEqualTo(Integer.toString(answered));
            answered++;
        }

        assertThat(answered).isPositive();
        List<String> came = new ArrayList<>();
        for (Future<String> call : under) {
            came.add(call.get());
        }
        assertThat(came.stream().collect(Collectors.groupingBy(text -> text, Collectors.counting())))
                .containsOnlyKeys(
                        "refused: it takes longer than 400 ms", "busy: 'slow' has all the evaluators that it may use");
        await().atMost(PATIENCE)
                .until(() -> evaluators.report().idle() == evaluators.report().processes());
        assertThat(evaluators.report().late()).isBetween(1L, 10L);
        assertThat(evaluators.report().processes()).isLessThanOrEqualTo(3);
        awaitSilence();
    }

    /** Until the processes use next to no processor time from one look to the next. */
    private void awaitSilence() {
        Duration[] before = {Duration.ofDays(1)};
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            Duration now = processes().stream()
                    .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                    .reduce(Duration.ZERO, Duration::plus);
            boolean silent = now.minus(before[0]).abs().compareTo(Duration.ofMillis(50)) < 0;
            before[0] = now;
            return silent;
        });
    }

    @Test
    void oneThatWantsMoreMemoryThanThereIsGetsAClearAnswerAndTheNextOneAResult() throws Exception {
        Evaluator evaluator = evaluator("hello");

        assertThat(told(evaluator, "keep:1000"))
                .isEqualTo("refused: it needs more memory than the 64 MiB that there are");
        assertThat(told(evaluator, "echo:1")).isEqualTo("1");
        assertThat(evaluators.report().outOfMemory()).isPositive();
    }

    @Test
    void whatOthersKeepInMemoryIsNoFaultOfANeighbour() throws Exception {
        Evaluator keeper = evaluator("hello");
        Evaluator neighbour =
                evaluators.of(new FunctionName("hello"), ToilEngine.NAME, "ok".getBytes(StandardCharsets.UTF_8));
        assertThat(told(keeper, "keep:40")).isEmpty();

        assertThat(told(neighbour, "keep:40")).isEmpty();
    }

    @Test
    void aResultHasALimit() throws Exception {
        Evaluator evaluator = evaluator("hello");

        assertThat(told(evaluator, "fill:1000")).hasSize(1_000);
        assertThat(told(evaluator, "fill:1001")).isEqualTo("refused: the result has more than 1000 bytes");
    }

    @Test
    void whatCannotBeCompiledIsToldAtTheDeployment() {
        Evaluator wrong =
                evaluators.of(new FunctionName("hello"), ToilEngine.NAME, "wrong".getBytes(StandardCharsets.UTF_8));
        Evaluator greedy =
                evaluators.of(new FunctionName("hello"), ToilEngine.NAME, "keep:1000".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(wrong::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it is wrong");
        assertThatThrownBy(greedy::check).hasMessage("it needs more memory than the 64 MiB that there are");
    }

    @Test
    void callersWhoComeWhileTheProgramIsCompiledAreAnswered() throws Exception {
        evaluators.close();
        evaluators = ProcessEvaluators.in(folder, new EvaluatorSettings(3, 1, 50, 64, LONG, LONG, LONG));
        assertThat(told(evaluator("other"), "echo:1")).isEqualTo("1");
        Evaluator compiled = evaluators.of(
                new FunctionName("hello"), ToilEngine.NAME, "count:1500".getBytes(StandardCharsets.UTF_8));

        List<Future<String>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(callers.submit(() -> told(evaluated(compiled, "echo:2", SHORT))));
        }

        for (Future<String> call : calls) {
            assertThat(call.get()).isEqualTo("2");
        }
    }

    @Test
    void aProgramThatTakesTooLongToCompileIsRefused() {
        evaluators.close();
        evaluators =
                ProcessEvaluators.in(folder, new EvaluatorSettings(2, 1, 50, 64, TURN, Duration.ofSeconds(2), LONG));
        Evaluator slow = evaluators.of(
                new FunctionName("hello"), ToilEngine.NAME, "count:600000".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(slow::check)
                .hasMessageMatching(
                        "it takes longer than 2000 ms|it could not be compiled, because no evaluator is free: try"
                                + " again");
    }

    @Test
    void aProcessThatSomebodyKillsCostsNobodyAnEvaluation() throws Exception {
        Evaluator evaluator = evaluator("hello");
        assertThat(told(evaluator, "echo:1")).isEqualTo("1");

        processes().forEach(ProcessHandle::destroyForcibly);

        assertThat(told(evaluator, "echo:2")).isEqualTo("2");
    }

    @Test
    void aCallerThatLeavesTakesNobodysTurn() throws Exception {
        Evaluator evaluator = evaluator("hello");
        assertThat(told(evaluator, "echo:1")).isEqualTo("1");
        Future<Evaluation> under = callers.submit(() -> evaluated(evaluator, "count:5000", LONG));
        await().atMost(PATIENCE)
                .until(() -> evaluators.report().idle() < evaluators.report().processes());
        Future<Evaluation> leaves = callers.submit(() -> evaluated(evaluator, "echo:2", LONG));
        await().atMost(PATIENCE).until(() -> evaluators.report().waiting() == 1);

        leaves.cancel(true);

        await().atMost(PATIENCE).until(() -> evaluators.report().waiting() == 0);
        assertThat(under.get()).isInstanceOf(Evaluation.Value.class);
    }

    @Test
    void whyAProcessDidNotStartIsToldInWords() {
        EvaluatorCommand broken =
                new EvaluatorCommand(new SmallJvm(Path.of(System.getProperty("java.home")), "nowhere", folder), 64);

        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            assertThatThrownBy(() -> EvaluatorProcess.start(broken, 1, PATIENCE, timer))
                    .isInstanceOf(EvaluatorProcess.EndedException.class)
                    .hasMessage("its process ended");
        } finally {
            // Its alarm is set still.
            timer.shutdownNow();
        }
    }

    @Test
    void aProcessEndsWithItsGatewayWhateverItIsDoing() throws Exception {
        Process process = EvaluatorCommand.in(folder, 64).start(9);
        DataOutputStream requests = new DataOutputStream(process.getOutputStream());
        DataInputStream replies = new DataInputStream(process.getInputStream());
        assertThat(Reply.read(replies)).isInstanceOf(Reply.Ready.class);
        new Request.Compile(1, ToilEngine.NAME, "ok".getBytes(StandardCharsets.UTF_8)).write(requests);
        new Request.Evaluate(1, 10, "count:600000".getBytes(StandardCharsets.UTF_8)).write(requests);
        requests.flush();
        assertThat(Reply.read(replies)).isInstanceOf(Reply.Done.class);

        process.getOutputStream().close();

        assertThat(process.onExit().get().exitValue()).isZero();
    }
}
