package dev.sluice.runners.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.adapter.Expression;
import dev.sluice.core.function.Adapters;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.pool.Backlog;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.Slots;
import dev.sluice.core.pool.Trial;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.testkit.runner.PlayedRunner;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePoolsTest {

    private static final Outcome OK = new Outcome.Succeeded(200);

    @TempDir
    Path home;

    private PlayedPools world;

    @BeforeEach
    void open() throws IOException {
        world = new PlayedPools(home);
    }

    @Test
    void keepsRunnersWarmBeforeAnybodyAsks() {
        assertThat(world.pools.report().warm())
                .containsExactly(
                        new PoolReport.WarmReport(PlayedPools.JAVA, new MemorySize(256), 2, 0, 2, 100L * 1024 * 1024));
    }

    @Test
    void whatAnInstanceToldOfItsStartIsGivenToTheNextOfTheSameArtifact() {
        FunctionVersion version = world.live("f");
        world.served(version);
        PlayedRunner first = world.runners.instancesOf("f").getFirst();
        assertThat(first.ordered().orElseThrow().settings()).isEmpty();

        first.tellsProfile("a.B");
        world.time.pass(Duration.ofSeconds(1));
        FunctionVersion other = world.live("g");
        world.served(other);

        PlayedRunner second = world.runners.instancesOf("g").getFirst();
        assertThat(second.ordered().orElseThrow().settings()).containsExactly(Map.entry("profile", "a.B"));
    }

    @Test
    void anInstanceThatIsNotHealthyAnyMoreEndsItsCallsGetsNoOtherAndIsToldAndReplaced() {
        AtomicBoolean printed = new AtomicBoolean(true);
        world.orders = new PoolParts.Orders() {
            @Override
            public Frame.Specialise order(FunctionVersion version, RunnerId runner, Path codeFolder) {
                return PlayedPools.order(version, runner, codeFolder);
            }

            @Override
            public boolean hasPrinted(RunnerId runner, Expression expression) {
                return printed.get() && expression.text().equals("^up$");
            }
        };
        Map<String, Object> health = Map.of("signs", List.of(Map.of("log", "^up$")), "interval", "10s", "failures", 3L);
        FunctionVersion version = PlayedPools.withLaunch(
                "f",
                new Launch(
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Set.of(),
                        List.of(),
                        new Adapters(Map.of("health", health)),
                        List.of()));
        world.activate(version);
        Slot slot = world.served(version).slot();
        RunnerId first = world.runners.instancesOf("f").getFirst().id();

        printed.set(false);
        world.time.pass(Duration.ofSeconds(25));
        assertThat(world.pools.report(version.function()).orElseThrow().replaced())
                .isEmpty();
        world.time.pass(Duration.ofSeconds(10));
        printed.set(true);

        FunctionReport report = world.pools.report(version.function()).orElseThrow();
        assertThat(report.instances())
                .extracting(FunctionReport.InstanceReport::state)
                .containsExactly("draining");
        assertThat(report.replaced().orElseThrow().instance()).isEqualTo(first.value());
        assertThat(report.replaced().orElseThrow().why())
                .isEqualTo("it did not print a line with ^up$ in it, 3 times in a row");
        assertThat(world.logs)
                .extracting(LogLine::line)
                .contains(
                        "[sluice] the instance is not healthy, and is replaced: it did not print a line with ^up$ in it,"
                                + " 3 times in a row");
        world.served(version);
        assertThat(world.runners.instancesOf("f")).hasSize(2);
        slot.release(OK);
        world.time.pass(Duration.ofSeconds(10));
        assertThat(world.pools.report(version.function()).orElseThrow().instances())
                .extracting(FunctionReport.InstanceReport::id)
                .doesNotContain(first.value());
    }

    @Test
    void theBacklogsOfEntryPointsBringInstancesAndKeepThemThoughNobodyWaits() {
        FunctionVersion version = world.live("f");
        Backlog one = world.pools.backlog(version.function());
        Backlog other = world.pools.backlog(version.function());
        one.is(150);
        other.is(40);
        world.time.pass(Duration.ofMinutes(10));
        assertThat(instances()).isEqualTo(2);
        one.is(20);
        world.pools.remove(version.function());
        one.is(60);
        world.time.pass(Duration.ofMinutes(10));
        assertThat(world.pools.report(version.function())).isEmpty();
        world.activate(version);
        world.time.pass(Duration.ofMinutes(10));
        assertThat(instances()).isEqualTo(2);
        one.is(0);
        world.time.pass(Duration.ofMinutes(10));
        assertThat(instances()).isEqualTo(1);
        other.is(0);
        world.time.pass(Duration.ofMinutes(10));
        assertThat(world.pools.report(version.function())).isEmpty();
    }

    private int instances() {
        return world.pools
                .report(new FunctionName("f"))
                .map(report -> report.instances().size())
                .orElse(0);
    }

    @Test
    void servesTheFirstCallFromAWarmRunnerAndSaysThatItWasCold() {
        FunctionVersion version = world.live("f");
        Waiter call = world.call(version);
        world.time.pass(Duration.ofMillis(5));
        assertThat(call.isGranted()).isTrue();
        assertThat(call.waited().coldStart()).isTrue();
        assertThat(call.waited().cold()).isEqualTo(Duration.ofMillis(5).toNanos());
        assertThat(call.waited().queued()).isZero();
    }

    @Test
    void runnersWithOptionsAreStartedForTheFunctionAndReportedWithTheirMemoryClass() {
        FunctionVersion version = PlayedPools.withOptions("f", "--enable-preview");
        world.activate(version);
        world.served(version);

        assertThat(world.runners.instancesOf("f"))
                .singleElement()
                .satisfies(runner -> assertThat(runner.order().options()).containsExactly("--enable-preview"));
        assertThat(world.pools.report().warm()).hasSize(1);
    }

    @Test
    void whatAnInstancesProcessWritesIsInItsFunctionsLog() {
        FunctionVersion version = world.live("f");
        world.served(version);
        PlayedRunner runner = world.runners.instancesOf("f").getFirst();
        runner.print(LogSource.STDERR, "printf of native code");

        assertThat(world.logs).singleElement().satisfies(line -> {
            assertThat(line.function()).isEqualTo("f");
            assertThat(line.version()).isEqualTo(1);
            assertThat(line.instance()).isEqualTo(runner.id());
            assertThat(line.invocation()).isEmpty();
            assertThat(line.source()).isEqualTo(LogSource.STDERR);
            assertThat(line.line()).isEqualTo("printf of native code");
        });
    }

    @Test
    void servesAWarmCallAtOnceOnTheCallersOwnThread() {
        FunctionVersion version = world.live("f");
        world.served(version).slot().release(OK);
        Waiter call = world.call(version);
        assertThat(call.isGranted()).isTrue();
        assertThat(call.waited().coldStart()).isFalse();
    }

    @Test
    void startsOneRunnerForAHundredSimultaneousFirstCalls() {
        FunctionVersion version = world.live("f");
        int before = world.runners.started().size();
        List<Waiter> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(world.call(version));
        }
        world.time.pass(Duration.ofSeconds(2));
        assertThat(calls).allMatch(Waiter::isGranted);
        assertThat(world.runners.instancesOf("f")).hasSize(1);
        assertThat(world.runners.started().size() - before).as("refilled").isEqualTo(1);
    }

    @Test
    void replacesAnInstanceThatDiedAtTheNextCall() {
        FunctionVersion version = world.live("f");
        Waiter call = world.served(version);
        world.runners.instancesOf("f").getFirst().exit(new RunnerExit(1, false, "boom"));
        call.slot().release(new Outcome.Exited("exit code 1"));
        world.time.pass(Duration.ofSeconds(1));
        assertThat(world.runners.instancesOf("f")).isEmpty();
        assertThat(world.served(version).isGranted()).isTrue();
        assertThat(world.events)
                .anyMatch(event -> event instanceof PoolEvent.InstanceCrashed crashed
                        && crashed.exit().lastWords().equals("boom"));
    }

    @Test
    void holdsBackAFunctionWhoseInstancesKeepDying() {
        FunctionVersion version = world.live("f");
        for (int i = 0; i < 3; i++) {
            Waiter call = world.call(version);
            world.time.pass(Duration.ofMillis(100));
            world.runners.instancesOf("f").getFirst().exit(new RunnerExit(3, true, ""));
            call.slot().release(new Outcome.OutOfMemory("exit code 3"));
            world.time.pass(Duration.ofMillis(700));
        }
        Waiter refused = world.call(version);
        assertThat(refused.refusal()).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(RejectReason.CRASH_LOOP);
            assertThat(rejected.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
            assertThat(rejected.detail()).contains("3 times in a row").contains("out of memory");
        });
        FunctionReport.Trouble trouble =
                world.pools.report(version.function()).orElseThrow().trouble().orElseThrow();
        assertThat(trouble.crashes()).isEqualTo(3);
        assertThat(trouble.retryAt()).isAfter(world.time.instant());
    }

    @Test
    void codeWhoseCallerHasGoneHoldsItsSlotAndTheInstanceLives() {
        FunctionVersion version =
                PlayedPools.version("f", 1, new Scaling(2, 0, 1, Duration.ofMinutes(5), 1, Duration.ofSeconds(1)));
        world.activate(version);
        Waiter first = world.served(version);
        Waiter second = world.call(version);
        first.slot().abandoned();
        second.slot().abandoned();
        assertThat(report(version).abandoned()).isEqualTo(2);

        Waiter waits = world.call(version);
        assertThat(world.call(version).refusal())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        full -> assertThat(full.detail())
                                .isEqualTo("all instances are busy and 1 calls wait already: raise maxInstances,"
                                        + " concurrency or maxQueue, or call more slowly; 2 slots are held by code"
                                        + " that runs on though its callers have gone, until its timeout"));
        first.slot().release(new Outcome.Cancelled());
        assertThat(waits.isGranted()).isTrue();
        Waiter late = world.call(version);
        world.time.pass(Duration.ofSeconds(1));
        assertThat(late.refusal())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        timedOut -> assertThat(timedOut.detail())
                                .isEqualTo(
                                        "it waited 1000 ms for a free slot, which is all that queueTimeout allows; one"
                                                + " slot is held by code that runs on though its caller has gone, until"
                                                + " its timeout"));

        second.slot().release(new Outcome.Cancelled());
        waits.slot().release(OK);
        assertThat(report(version).abandoned()).isZero();
        assertThat(report(version).inFlight()).isZero();
        assertThat(world.runners.instancesOf("f")).hasSize(1);
    }

    private FunctionReport.InstanceReport report(FunctionVersion version) {
        return world.pools.report(version.function()).orElseThrow().instances().getFirst();
    }

    @Test
    void whatIsOrderedForARunnerThatEndsMeanwhileEndsToo() {
        List<String> told = new ArrayList<>();
        world.orders = new PoolParts.Orders() {
            @Override
            public Frame.Specialise order(FunctionVersion version, RunnerId runner, Path codeFolder) {
                world.runners.find(runner).orElseThrow().kill();
                told.add("ordered for " + runner);
                return PlayedPools.order(version, runner, codeFolder);
            }

            @Override
            public void ended(RunnerId runner) {
                told.add("ended of " + runner);
            }
        };

        world.call(world.live("f"));
        world.time.pass(Duration.ofSeconds(1));

        String runner = told.getFirst().substring("ended of ".length());
        assertThat(told.stream().filter(line -> line.endsWith(" " + runner)))
                .containsExactly("ended of " + runner, "ordered for " + runner, "ended of " + runner);
    }

    @Test
    void killsAnInstanceBeyondItsMemoryAndTellsThatThisWasWhy() {
        FunctionVersion version = world.live("f");
        Waiter call = world.served(version);
        world.runners.instancesOf("f").getFirst().usesMemory((256 + 65) * 1024L * 1024);
        world.time.pass(Duration.ofSeconds(1));
        assertThat(world.runners.instancesOf("f")).isEmpty();
        assertThat(call.slot().process().exited().toCompletableFuture().join().outOfMemory())
                .isTrue();
    }

    @Test
    void leavesAnInstanceWithinItsAllowanceAlone() {
        world.served(world.live("f"));
        world.runners.instancesOf("f").getFirst().usesMemory((256 + 64) * 1024L * 1024);
        world.time.pass(Duration.ofSeconds(5));
        assertThat(world.runners.instancesOf("f")).hasSize(1);
    }

    @Test
    void killsAnInstanceThatFillsTheDiskAndTellsThatThisWasWhy() throws IOException {
        FunctionVersion version = world.live("f");
        Waiter call = world.served(version);
        Path work = home.resolve("run")
                .resolve(world.runners.instancesOf("f").getFirst().id().value());
        grow(work.resolve("large"));
        world.time.pass(Duration.ofSeconds(1));
        assertThat(world.runners.instancesOf("f")).isEmpty();
        assertThat(call.slot().process().exited().toCompletableFuture().join().lastWords())
                .isEqualTo(
                        "its work folder, which is its TMPDIR too, held more than 1Gi or 20000 files, or what nobody can look into");
    }

    @Test
    void whatIsHiddenDeeperThanPathsReachIsTooMuch() throws Exception {
        world.served(world.live("f"));
        Path work = home.resolve("run")
                .resolve(world.runners.instancesOf("f").getFirst().id().value());
        ProcessBuilder maker = new ProcessBuilder("mkdir", "-p", ("d".repeat(200) + "/").repeat(25));
        assertThat(maker.directory(work.toFile()).start().waitFor()).isZero();

        world.time.pass(Duration.ofSeconds(1));

        assertThat(world.runners.instancesOf("f")).isEmpty();
        world.time.pass(Duration.ofSeconds(1));
        assertThat(work).doesNotExist();
    }

    @Test
    void whatAnInstanceOfRootWritesBesideItsCodeCountsAndItsCodeDoesNot() throws IOException {
        world.served(world.live("f"));
        String id = world.runners.instancesOf("f").getFirst().id().value();
        Path code = home.resolve("run").resolve(id + ".code");
        grow(code.resolve("code.jar"));
        Files.setPosixFilePermissions(code.resolve("code.jar"), PosixFilePermissions.fromString("r--r--r--"));
        world.time.pass(Duration.ofSeconds(2));
        assertThat(world.runners.instancesOf("f")).hasSize(1);

        grow(Files.createDirectory(code.resolve("data")).resolve("large"));
        world.time.pass(Duration.ofSeconds(1));
        assertThat(world.runners.instancesOf("f")).isEmpty();
    }

    private static void grow(Path file) throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength((1024L << 20) + 1);
        }
    }

    @Test
    void leavesAnInstanceAloneThatKeepsFilesWithinItsBound() throws IOException {
        world.served(world.live("f"));
        Path work = home.resolve("run")
                .resolve(world.runners.instancesOf("f").getFirst().id().value());
        Files.createDirectories(work.resolve("a/b"));
        Files.writeString(work.resolve("a/b/file"), "content");
        Files.createSymbolicLink(work.resolve("a/round"), work);
        world.time.pass(Duration.ofSeconds(5));
        assertThat(world.runners.instancesOf("f")).hasSize(1);
    }

    @Test
    void aPassedTrialServesAtOnceAfterActivationAndTheOldInstanceEnds() {
        FunctionVersion old = world.live("f");
        world.served(old).slot().release(OK);
        FunctionVersion next = PlayedPools.version("f", 2);
        Trial trial = tried(next);
        assertThat(trial).isInstanceOf(Trial.Passed.class);
        world.activate(next);
        Waiter call = world.call(next);
        assertThat(call.slot().version()).isEqualTo(next);
        world.time.pass(Duration.ofSeconds(1));
        assertThat(world.runners.instancesOf("f")).hasSize(1);
    }

    @Test
    void aFailedTrialTellsTheCauseAndTheOldVersionKeepsServing() {
        FunctionVersion old = world.live("f");
        world.served(old).slot().release(OK);
        FunctionError cause = new FunctionError("java.lang.ClassNotFoundException", "a.B", List.of());
        world.runners.onSpecialise((runner, order) ->
                runner.answer(new Frame.SpecialiseFailed("class_not_found", cause, "check the handler")));
        assertThat(tried(PlayedPools.version("f", 2)))
                .isEqualTo(new Trial.Failed(new Outcome.NotStarted("class_not_found", cause), "check the handler"));
        assertThat(world.call(old).isGranted()).isTrue();
    }

    @Test
    void aTrialThatHangsFailsWhenTheStartBudgetIsOver() {
        world.runners.onSpecialise((runner, order) -> {});
        assertThat(tried(PlayedPools.version("f", 1))).isInstanceOfSatisfying(Trial.Failed.class, failed -> {
            assertThat(failed.why())
                    .isInstanceOfSatisfying(
                            Outcome.NotStarted.class,
                            why -> assertThat(why.reason()).isEqualTo("start_timeout"));
            assertThat(failed.hint()).isNotEmpty();
        });
        world.time.pass(Duration.ofSeconds(2));
        assertThat(world.runners.instancesOf("f")).isEmpty();
    }

    @Test
    void aTrialWhoseProcessEndsTellsHow() {
        world.runners.onSpecialise((runner, order) -> runner.exit(new RunnerExit(7, false, "bye")));
        assertThat(tried(PlayedPools.version("f", 1)))
                .isInstanceOfSatisfying(
                        Trial.Failed.class,
                        failed -> assertThat(failed.why())
                                .isEqualTo(new Outcome.Exited("while starting; exit code 7; last words: bye")));
    }

    @Test
    void anOrderThatCannotBeMadeFailsTheTrialWithItsReason() {
        world.orders = (version, runner, folder) -> {
            throw new IllegalStateException("the secret 'db' is gone");
        };
        assertThat(tried(PlayedPools.version("f", 1)))
                .isInstanceOfSatisfying(
                        Trial.Failed.class,
                        failed -> assertThat(failed.why()).isInstanceOfSatisfying(Outcome.NotStarted.class, why -> {
                            assertThat(why.reason()).isEqualTo("bad_artifact");
                            assertThat(why.error().message()).isEqualTo("the secret 'db' is gone");
                        }));
    }

    @Test
    void callersHearWhyNoRunnerCanBeStarted() {
        for (int i = 0; i < 3; i++) {
            world.served(world.live("f" + i));
            world.runners.refusing("bubblewrap is not installed: apt-get install bubblewrap");
        }
        FunctionVersion version = world.live("g");
        Waiter call = world.call(version);
        world.time.pass(Duration.ofSeconds(3));
        assertThat(call.refusal()).isInstanceOfSatisfying(Outcome.PlatformFault.class, fault -> {
            assertThat(fault.reason()).isEqualTo("no_runner");
            assertThat(fault.detail()).contains("bubblewrap is not installed");
        });
    }

    @Test
    void aRemovedFunctionHasNoInstancesAndNoCallers() {
        FunctionVersion version = world.live("f");
        Waiter call = world.served(version);
        world.pools.remove(version.function());
        assertThat(world.call(version).refusal()).isEqualTo(new Outcome.NoSuchFunction());
        call.slot().release(OK);
        world.time.pass(Duration.ofSeconds(1));
        assertThat(world.runners.instancesOf("f")).isEmpty();
        assertThat(world.pools.report(version.function())).isEmpty();
    }

    /** As a call does that was on its way while its function was removed and deployed again. */
    @Test
    void whoStillHasTheSlotsOfARemovedFunctionIsRefusedThoughThereIsAnotherOfItsName() {
        FunctionVersion version = world.live("f");
        Slots before = world.slots(version);
        world.pools.remove(version.function());
        world.activate(PlayedPools.version("f", 2));
        Waiter late = new Waiter();

        before.acquire(Terms.HTTP, late);

        assertThat(late.refusal()).isEqualTo(new Outcome.NoSuchFunction());
        assertThat(world.served(version).slot().version().number()).isEqualTo(2);
    }

    @Test
    void recyclingReplacesInstancesWithoutAFailedCall() {
        FunctionVersion version = world.live("f");
        world.served(version).slot().release(OK);
        PlayedRunner before = world.runners.instancesOf("f").getFirst();
        world.pools.recycle(version.function());
        assertThat(world.call(version).isGranted()).as("a call meanwhile").isTrue();
        world.time.pass(Duration.ofSeconds(2));
        assertThat(world.runners.instancesOf("f")).hasSize(2).contains(before);
    }

    @Test
    void anIdleFunctionIsForgotten() {
        FunctionVersion version = world.live("f");
        world.served(version).slot().release(OK);
        world.time.pass(Duration.ofMinutes(6));
        assertThat(world.pools.report(version.function())).isEmpty();
        assertThat(world.pools.report().functions()).isEmpty();
        assertThat(world.runners.alive()).hasSize(2);
    }

    @Test
    void aWarmRunnerThatDiesIsReplaced() {
        world.runners.alive().getFirst().exit(new RunnerExit(139, false, "SIGSEGV"));
        world.time.pass(Duration.ofSeconds(2));
        assertThat(world.runners.alive()).hasSize(2);
        assertThat(world.events).anyMatch(event -> event instanceof PoolEvent.RunnerLost);
    }

    @Test
    void aCallerThatLeftTheQueueIsNeverTold() {
        FunctionVersion version = world.live("f");
        Waiter waiter = new Waiter();
        world.slots(version).acquire(Terms.HTTP, waiter).abandon();
        world.time.pass(Duration.ofMinutes(1));
        assertThat(waiter.isTold()).isFalse();
    }

    @Test
    void aSlotIsReleasedOnce() {
        Waiter call = world.served(world.live("f"));
        call.slot().release(OK);
        assertThatThrownBy(() -> call.slot().release(OK)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shutdownRefusesNewCallsAndWaitsForThoseUnderWay() {
        FunctionVersion version = world.live("f");
        Waiter call = world.served(version);
        CompletionStage<Void> done = world.pools.shutdown(Duration.ofSeconds(20));
        assertThat(world.call(version).refusal())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(RejectReason.SHUTTING_DOWN));
        world.time.pass(Duration.ofSeconds(10));
        assertThat(done.toCompletableFuture()).isNotDone();
        call.slot().release(OK);
        world.time.pass(Duration.ofSeconds(1));
        assertThat(done.toCompletableFuture()).isDone();
        assertThat(world.runners.alive()).isEmpty();
    }

    @Test
    void shutdownKillsWhatIsLeftWhenTheGraceIsOver() {
        world.served(world.live("f"));
        CompletableFuture<Void> done =
                world.pools.shutdown(Duration.ofSeconds(20)).toCompletableFuture();
        world.time.pass(Duration.ofSeconds(21));
        assertThat(done).isDone();
        assertThat(world.runners.alive()).isEmpty();
    }

    @Test
    void everyRunnerHasAPrivateFolderThatIsDeletedAfterIt() throws IOException {
        PlayedRunner runner = world.runners.alive().getFirst();
        Path work = runner.order().workFolder();
        assertThat(work).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(work)))
                .isEqualTo("rwx------");
        runner.exit(new RunnerExit(0, false, ""));
        world.time.settle();
        assertThat(work).doesNotExist();
    }

    @Test
    void everyRunnerHasATokenOfItsOwnThatLetsNobodyElseIn() {
        List<String> tokens = world.runners.started().stream()
                .map(runner -> runner.order().token())
                .toList();
        assertThat(tokens).doesNotHaveDuplicates().allMatch(token -> token.length() >= 32);
        assertThat(world.runners.expectedGuests()).isZero();
    }

    @Test
    void anInstanceOnWhichACallRunsIsToldBeforeItIsDrained() {
        FunctionVersion version = world.live("f");
        Waiter caller = world.served(version);
        PlayedRunner runner = world.runners.instancesOf("f").getFirst();

        world.pools.remove(version.function());
        assertThat(runner.notices()).containsExactly("draining");
        assertThat(runner.isDrained()).isFalse();
        caller.slot().release(OK);

        assertThat(runner.isDrained()).isTrue();
        assertThat(runner.notices()).hasSize(1);
    }

    @Test
    void drainedInstancesThatDoNotEndAreKilled() {
        FunctionVersion version = world.live("f");
        world.runners.onDrain(runner -> {});
        world.served(version).slot().release(OK);
        world.pools.remove(version.function());
        assertThat(world.runners.instancesOf("f")).hasSize(1);
        world.time.pass(Fleet.DRAIN_GRACE);
        assertThat(world.runners.instancesOf("f")).isEmpty();
    }

    @Test
    void afterAMinuteTheInstanceOfATrialThatNobodyActivatedEnds() {
        FunctionVersion version = PlayedPools.version("f", 1);
        tried(version);
        world.time.pass(Duration.ofSeconds(61));
        assertThat(world.runners.instancesOf("f")).isEmpty();
        assertThat(world.pools.report(new FunctionName("f"))).isEmpty();
    }

    private Trial tried(FunctionVersion version) {
        CompletableFuture<Trial> result = world.pools.trial(version).toCompletableFuture();
        world.time.pass(Duration.ofSeconds(11));
        assertThat(result).isDone();
        return result.join();
    }

    @Test
    void aVersionWithAPoolOfItsOwnServesItsCallsWhicheverIsLiveAndKeepsNoInstance() {
        Scaling keepsOne = new Scaling(1, 1, 2, Duration.ofSeconds(30), 10, Duration.ofSeconds(10));
        FunctionVersion first = PlayedPools.version("hello", 1, keepsOne);
        world.activate(PlayedPools.version("hello", 2));
        Slots slots = world.pools.bind(first);
        Waiter waiter = new Waiter();

        slots.acquire(Terms.of(EntryPoint.ASYNC, Priority.BACKGROUND), waiter);
        world.time.pass(Duration.ofSeconds(1));

        assertThat(waiter.slot().version()).isEqualTo(first);
        assertThat(world.pools.report(first.function()).orElseThrow().instances())
                .extracting(FunctionReport.InstanceReport::version)
                .containsExactly(1);

        waiter.slot().release(new Outcome.Succeeded(200));
        world.time.pass(Duration.ofMinutes(2));
        assertThat(world.pools.report(first.function())).isEmpty();
    }

    @Test
    void aPoolThatAVersionHadIsGoneForItsCallsAndThoseOfTheLiveOneGoOn() {
        FunctionVersion live = PlayedPools.version("hello", 2);
        world.activate(live);
        FunctionVersion first = PlayedPools.version("hello", 1);
        Slots slots = world.pools.bind(first);

        world.pools.unbind(first);
        Waiter waiter = new Waiter();
        slots.acquire(Terms.HTTP, waiter);

        assertThat(waiter.refusal()).isEqualTo(new Outcome.NoSuchFunction());
        world.served(live);
    }
}
