package dev.sluice.gateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.InMemoryArtifactStore;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.AllowedUpstreams;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Inspection;
import dev.sluice.core.function.Inspection.HandlerOrigin;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.Target;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.FunctionReport.InstanceReport;
import dev.sluice.core.pool.Trial;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.spec.SpecDifference;
import dev.sluice.core.spec.SpecUpdate;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.gateway.egress.Environments;
import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.gateway.invoke.InstanceFailures;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.reconcile.FunctionTriggers;
import dev.sluice.gateway.reconcile.PlayedTriggers;
import dev.sluice.gateway.reconcile.Reconciler;
import dev.sluice.gateway.reconcile.Settled;
import dev.sluice.gateway.reconcile.VersionRoutes;
import dev.sluice.testkit.catalog.ForwardingCatalog;
import dev.sluice.testkit.catalog.Functions;
import dev.sluice.testkit.decorator.Sites;
import dev.sluice.testkit.logs.InMemoryFunctionLogs;
import dev.sluice.testkit.pool.FakeFunctionPools;
import dev.sluice.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentsTest {

    private static final FunctionName HELLO = new FunctionName("hello");
    private static final CodeRuntimes RUNTIMES = new CodeRuntimes(
            TestRuntimes.java(),
            ArchiveLimits.DEFAULT,
            Path.of(System.getProperty("java.home")),
            Path.of(System.getProperty("java.io.tmpdir")));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final FailingCatalog resources = new FailingCatalog();
    private final FunctionCatalog catalog = new FunctionCatalog(resources);
    private final InMemoryArtifactStore artifacts = new InMemoryArtifactStore();
    private final FakeFunctionPools pools = new FakeFunctionPools();
    private final RouteTable routes = new RouteTable();
    private final Clock clock = Clock.fixed(Functions.NOW, ZoneOffset.UTC);
    private final InMemoryFunctionLogs logs = new InMemoryFunctionLogs();
    private final Decorations decorations = new Decorations(
            DecoratorKinds.load(DeploymentsTest.class.getClassLoader()),
            function -> new Sites().site("any").services());
    private final InMemorySecretStore secrets = new InMemorySecretStore(clock);
    private final Reconciler reconciler = reconciler(routes);
    private final Deployments.Parts parts = parts(reconciler);
    private final RecordedProgress progress = new RecordedProgress();
    private final ArtifactCollector collector = new ArtifactCollector(catalog, artifacts, pools);
    private final Deployments deployments = deployments(parts);

    private Reconciler reconciler(RouteTable written) {
        PooledInvoker invoker = new PooledInvoker(written, record -> {}, InstanceFailures.UNHEARD);
        Reconciler.Parts all = new Reconciler.Parts(
                catalog,
                artifacts,
                secrets,
                decorations,
                written,
                pools,
                logs,
                invoker,
                (version, upstream) -> (invocation, listener) -> {
                    throw new IllegalStateException("nobody calls here");
                },
                new VersionRoutes(
                        new VersionRoutes.Parts(
                                catalog, decorations, pools, invoker, (version, upstream) -> (invocation, listener) -> {
                                    throw new IllegalStateException("nobody calls here");
                                }),
                        Runnable::run,
                        () -> 0),
                new FunctionTriggers(resources, Clock.fixed(Functions.NOW, ZoneOffset.UTC), new PlayedTriggers()));
        return new Reconciler(all, new VirtualTime(), task -> Thread.ofVirtual().start(task));
    }

    private Deployments.Parts parts(Reconciler applied) {
        return new Deployments.Parts(catalog, artifacts, secrets, pools, logs, decorations, applied);
    }

    private Deployments deployments(Deployments.Parts all) {
        return new Deployments(all, collector, new DeploySettings(RUNTIMES, 3, Duration.ofMillis(200)), clock);
    }

    @BeforeEach
    void start() {
        reconciler.start();
    }

    private Optional<FunctionVersion> serving(RouteTable table) {
        return table.find(HELLO.value()).map(Route::version);
    }

    private Optional<Integer> serving() {
        return serving(routes).map(FunctionVersion::number);
    }

    @Test
    void aVersionIsTriedThenServes() throws Exception {
        deploy("one");

        assertThat(pools.asked()).containsExactly("trial hello@1", "activate hello@1");
        assertThat(serving()).hasValue(1);
    }

    @Test
    void aVersionThatCannotBePutIntoServiceIsToldAndStaysTheLiveOne() throws Exception {
        deploy("one");
        pools.beforeActivation(version -> {
            throw new IllegalStateException("no room for a pool");
        });

        DeployResult result = deploy("two");

        FunctionVersion two = catalog.live(HELLO).orElseThrow();
        assertThat(result)
                .isEqualTo(new DeployResult.NotInService(
                        two,
                        "this gateway could not bring hello to what the catalog says, and tries again:"
                                + " java.lang.IllegalStateException: no room for a pool"));
        assertThat(progress.told()).endsWith("Committed[version=2]");
        assertThat(artifacts.list()).hasSize(2);
        assertThat(serving()).hasValue(1);
        pools.beforeActivation(version -> {});
        assertThat(deployments.deploy(HELLO, SpecUpdate.NOTHING, Optional.empty(), progress))
                .isInstanceOf(DeployResult.Live.class);
        assertThat(serving()).hasValue(2);
    }

    @Test
    void eachStepIsToldWhenItIsTaken() throws Exception {
        resources.watch(resources.revision(), event -> progress.told("kept"));
        pools.answerTrials(version -> {
            progress.told("trial");
            return CompletableFuture.completedFuture(new Trial.Passed("it starts", Duration.ofMillis(7)));
        });

        deploy("one");

        Digest code = artifacts.list().getFirst();
        assertThat(progress.told())
                .containsExactly(
                        new DeployStep.Uploaded(code, TestJar.hello("one").length).toString(),
                        "Checked[]",
                        new DeployStep.Inspected(
                                        CodeRuntimes.JAVA,
                                        "demo.Hello",
                                        List.of("runtime", "handler"),
                                        Optional.empty())
                                .toString(),
                        new DeployStep.Kept(code).toString(),
                        "trial",
                        "Tried[description=it starts, took=PT0.007S]",
                        "kept",
                        "Committed[version=1]",
                        "InService[version=1]");
    }

    @Test
    void whatChangesNothingIsInServiceAtOnce() throws Exception {
        deploy("one");
        progress.clear();

        deployments.deploy(HELLO, SpecUpdate.NOTHING, Optional.empty(), progress);
        deployments.rollback(HELLO, 1, progress);

        assertThat(progress.told())
                .containsExactly(
                        "Checked[]",
                        "Inspected[runtime=java25, handler=demo.Hello, detected=[], reason=Optional.empty]",
                        "InService[version=1]",
                        "InService[version=1]");
    }

    @Test
    void whatAVersionPrintedThatDidNotStartIsToldAndNothingElse() throws Exception {
        print(1, "of another version", 0);
        print(2, "long ago", -1);
        pools.answerTrials(version -> {
            print(version.number(), "no database", 0);
            print(version.number(), "giving up", 1);
            return CompletableFuture.completedFuture(
                    version.number() == 1
                            ? new Trial.Passed("", Duration.ZERO)
                            : new Trial.Failed(
                                    new Outcome.NotStarted("class_not_found", FunctionError.of("no demo.Hello")), ""));
        });
        deploy("one");
        assertThat(progress.printed()).isEmpty();

        deploy("two");

        assertThat(progress.printed()).containsExactly("no database", "giving up");
    }

    private void print(int version, String line, long seconds) {
        logs.accept(new LogLine(
                HELLO.value(),
                version,
                new RunnerId("r-1"),
                "",
                LogSource.STDOUT,
                ChronoUnit.MICROS.between(Instant.EPOCH, Functions.NOW.plusSeconds(seconds)),
                line));
    }

    @Test
    void aDeploymentThatIsStoppedBeforeTheWriteWritesNothingAndGivesTheTrialBack() throws Exception {
        progress.stopAt(DeployStep.Tried.class);

        assertThatThrownBy(() -> deploy("one")).hasMessage("stopped");

        assertThat(catalog.live(HELLO)).isEmpty();
        assertThat(pools.asked()).containsExactly("trial hello@1", "abandon hello@1");
    }

    @Test
    void aFailedTrialKeepsNothing() throws Exception {
        failTrials();

        DeployResult result = deploy("one");

        assertThat(result).isInstanceOf(DeployResult.NotStarted.class);
        assertThat(catalog.live(HELLO)).isEmpty();
        collector.sweepAll();
        assertThat(artifacts.list()).isEmpty();
        assertThat(serving()).isEmpty();
    }

    @Test
    void aFailedTrialOfNewSettingsKeepsTheCodeThatIsLive() throws Exception {
        deploy("one");
        failTrials();

        deploy("one", Map.of("memory", "512Mi"));

        assertThat(artifacts.list()).hasSize(1);
        assertThat(catalog.live(HELLO).orElseThrow().number()).isEqualTo(1);
    }

    @Test
    void aFunctionThatIsBackWhileOldInstancesRunGetsANumberOfItsOwn() throws Exception {
        deploy("one");
        deploy("two");
        deployments.delete(HELLO);
        InstanceReport draining =
                new InstanceReport("r-2", 1, 2, "draining", 1, 0, Duration.ZERO, OptionalLong.empty());
        pools.report(HELLO, new FunctionReport(List.of(draining), 0, 0, Optional.empty()));

        assertThat(((DeployResult.Live) deploy("three")).version().number()).isEqualTo(3);
    }

    @Test
    void whatStillRunsARemovedFunctionIsNotListenedTo() throws Exception {
        deploy("one");
        pools.report(
                HELLO,
                new FunctionReport(
                        List.of(new InstanceReport("r-1", 1, 1, "ready", 1, 0, Duration.ZERO, OptionalLong.empty())),
                        0,
                        0,
                        Optional.empty()));
        deployments.delete(HELLO);

        parts.logs().accept(new LogLine("hello", 1, new RunnerId("r-1"), "", LogSource.STDOUT, 0, "late"));

        assertThat(parts.logs().tail(LogQuery.of(HELLO, 10))).isEmpty();
    }

    @Test
    void otherSettingsForTheSameCodeAreANewVersion() throws Exception {
        deploy("one");

        DeployResult result = deploy("one", Map.of("memory", "512Mi"));

        assertThat(((DeployResult.Live) result).version().number()).isEqualTo(2);
        assertThat(artifacts.list()).hasSize(1);
    }

    @Test
    void aCatalogThatFailsLeavesTheOldVersionServing() throws Exception {
        deploy("one");
        resources.failure = Optional.of(new StorageException(StorageException.Reason.FULL, "full", new IOException()));

        assertThatThrownBy(() -> deploy("two")).hasMessage("full");

        assertThat(pools.asked()).endsWith("trial hello@2", "abandon hello@2");
        assertThat(serving()).hasValue(1);
        resources.failure = Optional.empty();
        assertThat(((DeployResult.Live) deploy("two")).version().number()).isEqualTo(2);
    }

    @Test
    void whoComesSecondIsToldThatItWasChangedMeanwhile() throws Exception {
        deploy("one");
        pools.answerTrials(version -> {
            FunctionCatalog.Stored stored = catalog.get(HELLO).orElseThrow();
            catalog.put(stored.history().with(Functions.version("hello", 2), 9), stored.revision());
            return CompletableFuture.completedFuture(new Trial.Passed("", Duration.ZERO));
        });

        assertThat(deploy("two")).isEqualTo(new DeployResult.Changed(HELLO));

        assertThat(pools.asked()).endsWith("abandon hello@2");
    }

    @Test
    void aVersionThatAnotherGatewayReplacesAtOnceIsNeverToldToServe() throws Exception {
        deploy("one");
        resources.afterPut = Optional.of(() -> {
            resources.afterPut = Optional.empty();
            FunctionCatalog.Stored stored = catalog.get(HELLO).orElseThrow();
            catalog.put(stored.history().withLive(1), stored.revision());
        });

        assertThat(deploy("two")).isInstanceOf(DeployResult.Live.class);

        assertThat(progress.told()).contains("Committed[version=2]").doesNotContain("InService[version=2]");
        assertThat(pools.asked()).endsWith("abandon hello@2");
        assertThat(serving()).hasValue(1);
    }

    @Test
    void aTrialThatNeverEndsIsGivenUp() throws Exception {
        pools.answerTrials(version -> new CompletableFuture<>());

        DeployResult result = deploy("one");

        assertThat(((DeployResult.NotStarted) result).trial().why())
                .isInstanceOfSatisfying(
                        Outcome.PlatformFault.class,
                        fault -> assertThat(fault.reason()).isEqualTo("trial_timeout"));
        assertThat(pools.asked()).endsWith("abandon hello@1");
    }

    @Test
    void onlySoManyVersionsAndTheirCodeAreKept() throws Exception {
        for (String text : List.of("one", "two", "three", "four", "five")) {
            deploy(text);
        }

        assertThat(catalog.get(HELLO).orElseThrow().history().versions())
                .extracting(FunctionVersion::number)
                .containsExactly(5, 4, 3);
        assertThat(artifacts.list()).hasSize(3);
    }

    @Test
    void codeStaysWhileAnInstanceStillDrains() throws Exception {
        deploy("one");
        pools.report(HELLO, draining(1));

        deployments.delete(HELLO);
        assertThat(artifacts.list()).hasSize(1);
        pools.forget(HELLO);
        collector.sweep();

        assertThat(artifacts.list()).isEmpty();
    }

    @Test
    void codeThatAnotherFunctionHasStays() throws Exception {
        deploy("same");
        try (Upload upload = upload("same")) {
            deployments.deploy(new FunctionName("other"), SpecUpdate.NOTHING, Optional.of(upload), progress);
        }

        deployments.delete(HELLO);

        assertThat(artifacts.list()).hasSize(1);
        deployments.delete(new FunctionName("other"));
        assertThat(artifacts.list()).isEmpty();
    }

    @Test
    void codeThatIsBeingDeployedStays() throws Exception {
        deploy("one");
        pools.answerTrials(version -> {
            // While the new function is tried, the only other one with its code goes away.
            assertThat(inAnotherThread(() -> deployments.delete(HELLO))).isTrue();
            return CompletableFuture.completedFuture(new Trial.Passed("", Duration.ZERO));
        });

        try (Upload upload = upload("one")) {
            deployments.deploy(new FunctionName("other"), SpecUpdate.NOTHING, Optional.of(upload), progress);
        }
        collector.sweep();

        assertThat(artifacts.list()).hasSize(1);
    }

    @Test
    void rollbackIsTriedAndMakesTheOldVersionLive() throws Exception {
        deploy("one");
        deploy("two");
        pools.reset();

        DeployResult result = deployments.rollback(HELLO, 1, progress);

        assertThat(((DeployResult.Live) result).version().number()).isEqualTo(1);
        assertThat(pools.asked()).containsExactly("trial hello@1", "activate hello@1");
        assertThat(serving()).hasValue(1);
    }

    @Test
    void rollbackThatDoesNotStartChangesNothing() throws Exception {
        deploy("one");
        deploy("two");
        failTrials();

        assertThat(deployments.rollback(HELLO, 1, progress)).isInstanceOf(DeployResult.NotStarted.class);

        assertThat(catalog.live(HELLO).orElseThrow().number()).isEqualTo(2);
        assertThat(artifacts.list()).hasSize(2);
    }

    @Test
    void rollbackToTheLiveVersionChangesNothing() throws Exception {
        deploy("one");
        pools.reset();

        assertThat(((DeployResult.Live) deployments.rollback(HELLO, 1, progress)).created())
                .isFalse();
        assertThat(pools.asked()).isEmpty();
        assertThat(deployments.rollback(HELLO, 9, progress))
                .isEqualTo(new DeployResult.NoSuchVersion(HELLO, 9, List.of(1)));
        assertThat(deployments.rollback(new FunctionName("none"), 1, progress))
                .isInstanceOf(DeployResult.NoSuchFunction.class);
    }

    @Test
    void afterARestartEverythingServesAndRubbishIsGone() throws Exception {
        reconciler.close();
        catalog.put(FunctionHistory.first(Functions.version("idle", 1)), Revision.NONE);
        deploy("one", Map.of("minInstances", 1L));
        try (var draft = artifacts.draft();
                var out = draft.create("code.jar")) {
            out.write(1);
            draft.commit(Functions.digest("rubbish"));
        }
        pools.reset();
        RouteTable anew = new RouteTable();

        collector.sweepAll();
        reconciler(anew).start();

        assertThat(serving(anew)).isEqualTo(catalog.live(HELLO));
        assertThat(anew.find("idle").map(Route::version)).contains(Functions.version("idle", 1));
        assertThat(pools.asked()).containsExactly("activate hello@1", "activate idle@1");
        assertThat(artifacts.contains(Functions.digest("rubbish"))).isFalse();
        assertThat(artifacts.list()).hasSize(1);
    }

    @Test
    void decoratorsThatCannotBeMadeAnyMoreAreToldAndMadeWhenTheyCan() throws Exception {
        String kept = "this gateway cannot put hello@2 into service, and hello@1 goes on: ";
        deploy("one", Map.of("decorators", List.of("headers")));
        FunctionHistory history = catalog.get(HELLO).orElseThrow().history();
        FunctionVersion gone = Functions.decorated(history.liveVersion(), 2, new DecoratorSpec("gone", Map.of()));
        catalog.put(history.with(gone, 3), catalog.get(HELLO).orElseThrow().revision());
        String detail = "its decorators[0] cannot be made: there is no decorator 'gone'."
                + " Give the platform what is missing and start it again, or deploy the function with other decorators.";
        assertThat(deployments.rollback(HELLO, 2, progress))
                .isEqualTo(new DeployResult.NotInService(gone, kept + detail));
        assertThat(Callability.of(gone, Optional.empty(), artifacts, deployments))
                .isEqualTo(new Callability(false, "not_in_service", kept + detail));
        assertThat(serving()).hasValue(1);

        RouteTable anew = new RouteTable();
        Reconciler restarted = reconciler(anew);
        restarted.start();
        Deployments after = deployments(parts(restarted));

        assertThat(anew.find(HELLO.value()).orElseThrow().serves()).isFalse();
        assertThat(Callability.of(gone, Optional.empty(), artifacts, after))
                .isEqualTo(new Callability(false, "decorator_missing", detail));
        assertThat(after.rollback(HELLO, 1, progress)).isInstanceOf(DeployResult.Live.class);
        assertThat(after.unserved(HELLO)).isEmpty();
        assertThat(after.rollback(HELLO, 2, progress))
                .isEqualTo(new DeployResult.InvalidSpec(((Decoration.Broken) decorations.make(gone)).problems()));
    }

    @Test
    void whatAnotherGatewayDeployedIsNotCallableHereBeforeThisOneHasFollowed() throws Exception {
        deploy("one");
        FunctionCatalog.Stored stored = catalog.get(HELLO).orElseThrow();
        FunctionVersion one = stored.history().liveVersion();
        FunctionVersion two =
                new FunctionVersion(HELLO, 2, one.artifact(), one.spec(), one.inspection(), one.createdAt());
        CompletableFuture<Boolean> followed = new CompletableFuture<>();
        pools.beforeActivation(version -> followed.join());

        catalog.put(stored.history().with(two, 3), stored.revision());

        assertThat(Callability.of(two, Optional.empty(), artifacts, deployments))
                .isEqualTo(new Callability(
                        false,
                        "not_in_service_yet",
                        "this gateway has not put hello@2 into service yet: it follows what is changed at another gateway,"
                                + " or is about to. Ask again in a moment."));
        followed.complete(true);
        assertThat(reconciler.settle(HELLO, Duration.ofSeconds(30))).isEqualTo(new Settled.Serving(two));
        assertThat(Callability.of(two, Optional.empty(), artifacts, deployments))
                .isEqualTo(new Callability(true, "", ""));
    }

    private static Map<String, Object> around(String called) {
        return Map.of("decorators", List.of(Map.of("function", called)));
    }

    private DeployResult deploy(FunctionName name, Map<String, Object> spec) throws Exception {
        try (Upload upload = upload(name.value())) {
            return deployments.deploy(name, replacement(spec), Optional.of(upload), progress);
        }
    }

    @Test
    void aDecoratorFunctionThatIsMissingIsToldWithTheNearestName() throws Exception {
        deploy(new FunctionName("add-defaults"), Map.of());

        assertThat(deploy(HELLO, around("add-default")))
                .isEqualTo(new DeployResult.InvalidSpec(List.of(new SpecProblem(
                        "decorators[0].function",
                        "there is no function 'add-default': did you mean 'add-defaults'?",
                        "a function that is deployed before"))));
        assertThat(catalog.live(HELLO)).isEmpty();
        assertThat(deploy(HELLO, around("add-defaults"))).isInstanceOf(DeployResult.Live.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            split      | {"targets": {"hello": 90, "next": 10}}
            split      | {"targets": {"hello": 1, "next": 0}, "sticky": "address"}
            mirror     | {"to": "next"}
            function   | {"name": "next"}
            fallback   | {"instead": {"function": "next"}}
            """)
    void everyKindThatNamesAFunctionNeedsIt(String kind, String settings) throws Exception {
        Object tree = new ObjectMapper().readValue(settings, Object.class);
        Map<String, Object> spec = Map.of("decorators", List.of(Map.of(kind, tree)));

        assertThat(deploy(HELLO, spec))
                .isEqualTo(new DeployResult.InvalidSpec(List.of(new SpecProblem(
                        "decorators[0]." + kind,
                        "there is no function 'next'",
                        "a function that is deployed before"))));

        deploy(new FunctionName("next"), Map.of());

        assertThat(deploy(HELLO, spec)).isInstanceOf(DeployResult.Live.class);
    }

    @Test
    void aFunctionAroundItselfIsRefused() throws Exception {
        assertThat(deploy(HELLO, around("hello")))
                .isEqualTo(new DeployResult.InvalidSpec(List.of(new SpecProblem(
                        "decorators[0].function",
                        "the function 'hello' cannot stand around itself: name another one",
                        ""))));
    }

    @Test
    void aDecoratorFunctionThatWasDeletedIsSeenInTheDescription() throws Exception {
        FunctionName helper = new FunctionName("helper");
        deploy(helper, Map.of());
        deploy(HELLO, around("helper"));

        deployments.delete(helper);

        FunctionVersion live = catalog.live(HELLO).orElseThrow();
        assertThat(Callability.of(live, Optional.empty(), artifacts, deployments))
                .isEqualTo(new Callability(
                        false, "needs_missing", "there is no function 'helper' (decorators[0].function)."));
    }

    private DeployResult deployUpstream(Deployments to, String url) throws Exception {
        return to.deploy(HELLO, replacement(Map.of("upstream", url)), Optional.empty(), progress);
    }

    @Test
    void anUpstreamTakesThePlaceOfCodeAndGivesItBack() throws Exception {
        deploy("one");

        assertThat(deployUpstream(deployments, "http://api.example.org")).isInstanceOf(DeployResult.Live.class);
        assertThat(catalog.live(HELLO).orElseThrow().artifact()).isEmpty();
        assertThat(deployUpstream(deployments, "http://api.example.org"))
                .isInstanceOfSatisfying(
                        DeployResult.Live.class,
                        live -> assertThat(live.created()).isFalse());
        assertThat(deployments.rollback(HELLO, 1, progress)).isInstanceOf(DeployResult.Live.class);

        assertThat(pools.asked())
                .containsExactly(
                        "trial hello@1", "activate hello@1", "remove hello", "trial hello@1", "activate hello@1");
        assertThat(serving()).hasValue(1);
    }

    @Test
    void aHandlerThatWasToldIsKeptAndOneThatWasFoundIsFoundAgain() throws Exception {
        TestJar two = new TestJar().with("demo.A", TestJar.FUNCTION).with("demo.B", TestJar.FUNCTION);
        update(two, new SpecUpdate.Patch(Map.of("handler", "demo.A")));
        assertThat(update(two.file("more", "x"), SpecUpdate.NOTHING)
                        .version()
                        .spec()
                        .code()
                        .handler())
                .isEqualTo("demo.A");

        // It is found in the next code as well, and would be the only one: still it is the one that was told.
        TestJar other = new TestJar().with("demo.C", TestJar.FUNCTION).with("demo.A");
        assertThat(update(other, SpecUpdate.NOTHING).version().spec().code().handler())
                .isEqualTo("demo.A");
        assertThat(update(
                                new TestJar().with("demo.C", TestJar.FUNCTION),
                                new SpecUpdate.Patch(Map.of("handler", "demo.C")))
                        .changes())
                .extracting(SpecDifference::key)
                .containsExactly("code", "handler");

        // demo.C is what is found in its code, whoever told it: what is found in the next takes its place.
        assertThat(update(new TestJar().with("demo.D", TestJar.FUNCTION), SpecUpdate.NOTHING)
                        .version()
                        .spec()
                        .code()
                        .handler())
                .isEqualTo("demo.D");
    }

    @Test
    void whatWasFoundIsKeptWithTheVersionAndNeverLookedForAgain() throws Exception {
        TestJar two =
                new TestJar().with("demo.A", TestJar.FUNCTION).with("demo.B", TestJar.HTTP_HANDLER, TestJar.FUNCTION);
        FunctionVersion found = update(two, SpecUpdate.NOTHING).version();
        FunctionVersion named =
                update(two, new SpecUpdate.Patch(Map.of("handler", "demo.A"))).version();
        FunctionVersion larger = ((DeployResult.Live) deployments.deploy(
                        HELLO, new SpecUpdate.Patch(Map.of("memory", "1Gi")), Optional.empty(), progress))
                .version();

        assertThat(found.inspection())
                .contains(new Inspection(
                        HandlerOrigin.FOUND, Optional.of("http-handler"), Optional.empty(), List.of(Target.ANY)));
        assertThat(named.inspection())
                .contains(new Inspection(
                        HandlerOrigin.NAMED, Optional.of("function"), Optional.empty(), List.of(Target.ANY)));
        assertThat(larger.inspection()).isEqualTo(named.inspection());
        artifacts.list().forEach(code -> artifacts.delete(code, () -> false));
        assertThat(deployments.rollback(HELLO, 1, progress)).isInstanceOf(DeployResult.Live.class);
        assertThat(catalog.live(HELLO)).contains(found);
    }

    @Test
    void codeForOtherMachinesAloneIsWarnedOf() throws Exception {
        byte[] elf = new byte[64];
        ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN).putInt(0x464c457f).putShort(18, (short) 22);

        DeployResult.Live live =
                update(new TestJar().with("demo.A", TestJar.FUNCTION).file("lib/far.so", elf), SpecUpdate.NOTHING);

        assertThat(live.warnings())
                .containsExactly(
                        "its native libraries are for linux/s390x/any/any, and this machine is " + ThisMachine.NAME);
    }

    @Test
    void aHandlerThatWasToldAndIsNotInTheNewCodeIsMissed() throws Exception {
        TestJar two = new TestJar().with("demo.A", TestJar.FUNCTION).with("demo.B", TestJar.FUNCTION);
        update(two, new SpecUpdate.Patch(Map.of("handler", "demo.A")));

        DeployResult result = deployments.deploy(
                HELLO,
                SpecUpdate.NOTHING,
                Optional.of(
                        upload(new TestJar().with("demo.B", TestJar.FUNCTION).bytes())),
                progress);

        assertThat(result)
                .isEqualTo(new DeployResult.BadUpload(
                        UploadRefusedException.Reason.CLASS_NOT_FOUND,
                        "the class demo.A, which the spec that is kept names, is not in the jar. Classes that could be the"
                                + " handler: demo.B"));
    }

    @Test
    void anOldVersionThatIsBackIsWhatTheNextDeploymentKeeps() throws Exception {
        deploy("one", Map.of("memory", "512Mi"));
        deploy("two", Map.of("memory", "1Gi", "access", "token"));
        DeployResult.Live back = (DeployResult.Live) deployments.rollback(HELLO, 1, progress);
        assertThat(back.changes()).extracting(SpecDifference::key).containsExactly("code", "memory", "access");

        DeployResult.Live next = update(new TestJar().with("demo.Hello", TestJar.FUNCTION), SpecUpdate.NOTHING);

        assertThat(next.replaced()).hasValue(1);
        assertThat(next.version().number()).isEqualTo(3);
        assertThat(next.version().spec().memory()).hasToString("512Mi");
        assertThat(next.changes()).extracting(SpecDifference::key).containsExactly("code");
    }

    @Test
    void aSpecAloneTakesTheCodeThatIsKept() throws Exception {
        deploy("one");

        DeployResult.Live live = (DeployResult.Live)
                deployments.deploy(HELLO, replacement(Map.of("memory", "512Mi")), Optional.empty(), progress);

        assertThat(live.changes())
                .containsExactly(new SpecDifference("memory", Optional.of("256Mi"), Optional.of("512Mi")));
        assertThat(live.detected()).containsExactly("runtime", "handler");
        assertThat(live.version().number()).isEqualTo(2);
        artifacts.list().forEach(code -> artifacts.delete(code, () -> false));
        assertThat(deployments.deploy(HELLO, replacement(Map.of("memory", "1Gi")), Optional.empty(), progress))
                .isEqualTo(new DeployResult.BadUpload(
                        UploadRefusedException.Reason.NO_CODE,
                        "the code of hello@2 is not in the store any more: send it again"));
    }

    private DeployResult.Live update(TestJar code, SpecUpdate update) throws Exception {
        DeployResult result = deployments.deploy(HELLO, update, Optional.of(upload(code.bytes())), progress);
        assertThat(result).isInstanceOf(DeployResult.Live.class);
        return (DeployResult.Live) result;
    }

    @Test
    void anUpstreamThatTheOperatorDoesNotAllowIsRefused() throws Exception {
        AllowedUpstreams allowed = new AllowedUpstreams(List.of("*.example.org"));
        Deployments strict = new Deployments(
                parts,
                collector,
                new DeploySettings(
                        RUNTIMES,
                        3,
                        Duration.ofMillis(200),
                        allowed,
                        Environments.DEFAULT,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                clock);

        assertThat(deployUpstream(strict, "http://169.254.169.254/latest"))
                .isEqualTo(new DeployResult.InvalidSpec(List.of(new SpecProblem(
                        "upstream", "the operator does not allow calls to 169.254.169.254", "*.example.org"))));
    }

    @Test
    void ambassadorsAreHeldToWhatThisGatewayHas() throws Exception {
        Deployments strict = new Deployments(
                parts,
                collector,
                new DeploySettings(
                        RUNTIMES,
                        3,
                        Duration.ofMillis(200),
                        new AllowedUpstreams(List.of("*.example.org")),
                        Environments.read(List.of("staging")),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                clock);
        Map<String, Object> broker = Map.of(
                "name",
                "orders",
                "address",
                "port",
                "broker",
                Map.of("development", "http://127.0.0.1", "production", "https://a.example.org"));

        try (Upload upload = upload("a")) {
            assertThat(strict.deploy(
                            HELLO, replacement(Map.of("egress", List.of(broker))), Optional.of(upload), progress))
                    .isEqualTo(new DeployResult.InvalidSpec(List.of(
                            new SpecProblem(
                                    "egress[0]", "the operator does not allow calls to 127.0.0.1", "*.example.org"),
                            new SpecProblem(
                                    "egress[0].address",
                                    "instances here have no network (sluice.sandbox.network is none), so they cannot reach a port",
                                    "socket"),
                            new SpecProblem(
                                    "egress[0].broker",
                                    "this gateway runs in the environment 'staging' (sluice.egress.environment), and there"
                                            + " are addresses for development, production only",
                                    "an address for each environment that the function is deployed in"))));
        }
    }

    @Test
    void aSpecThatUsesThePlatformIsRefusedWhereInstancesCannotReachIt() throws Exception {
        Deployments apart = new Deployments(
                parts,
                collector,
                new DeploySettings(
                        RUNTIMES,
                        3,
                        Duration.ofMillis(200),
                        AllowedUpstreams.ALL,
                        Environments.DEFAULT,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                clock);
        try (Upload upload = upload("a")) {
            assertThat(apart.deploy(HELLO, replacement(Map.of("uses", "ownership")), Optional.of(upload), progress))
                    .isEqualTo(new DeployResult.InvalidSpec(List.of(new SpecProblem(
                            "uses",
                            "instances here have no network (sluice.sandbox.network is none), so they cannot reach the gateway",
                            "nothing, or the setting host"))));
        }
    }

    @Test
    void aVersionThatWorkIsBoundToStaysThoughNewerOnesAreEnoughAndGoesAfterThat() throws Exception {
        Set<Integer> bound = new HashSet<>(Set.of(1));
        Deployments holding = new Deployments(
                parts,
                collector,
                new DeploySettings(RUNTIMES, 2, Duration.ofMillis(200)),
                clock,
                (function, version) -> bound.contains(version));
        for (String text : List.of("a", "b", "c", "d")) {
            try (Upload upload = upload(text)) {
                holding.deploy(HELLO, replacement(Map.of()), Optional.of(upload), progress);
            }
        }
        assertThat(numbers()).containsExactly(4, 3, 1);
        Digest code = catalog.version(HELLO, 1).orElseThrow().code();
        assertThat(artifacts.contains(code)).isTrue();

        bound.clear();
        try (Upload upload = upload("e")) {
            holding.deploy(HELLO, replacement(Map.of()), Optional.of(upload), progress);
        }

        assertThat(numbers()).containsExactly(5, 4);
        assertThat(artifacts.contains(code)).isFalse();
    }

    private List<Integer> numbers() {
        return catalog.get(HELLO).orElseThrow().history().versions().stream()
                .map(FunctionVersion::number)
                .toList();
    }

    private DeployResult deploy(String text) throws Exception {
        return deploy(text, Map.of());
    }

    private DeployResult deploy(String text, Map<String, Object> spec) throws Exception {
        try (Upload upload = upload(text)) {
            return deployments.deploy(HELLO, replacement(spec), Optional.of(upload), progress);
        }
    }

    private Upload upload(String text) throws IOException {
        return upload(TestJar.hello(text));
    }

    private Upload upload(byte[] jar) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(jar);
        return new Upload(Files.write(Disk.unfinished(folder), jar), Digest.of(sha256));
    }

    private static SpecUpdate replacement(Map<String, Object> spec) {
        return new SpecUpdate.Replacement(new LinkedHashMap<>(spec));
    }

    private void failTrials() {
        pools.answerTrials(version -> CompletableFuture.completedFuture(
                new Trial.Failed(new Outcome.NotStarted("class_not_found", FunctionError.of("no demo.Hello")), "")));
    }

    private static FunctionReport draining(int version) {
        InstanceReport instance =
                new InstanceReport("r-1", 1, version, "draining", 1, 0, Duration.ZERO, OptionalLong.empty());
        return new FunctionReport(List.of(instance), 0, 0, Optional.empty());
    }

    private interface Action {
        boolean run() throws Exception;
    }

    private static boolean inAnotherThread(Action action) {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return action.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .join();
    }

    /** A catalog whose puts of functions fail, or are followed by those of somebody else, when a test says so. */
    private static final class FailingCatalog extends ForwardingCatalog {

        private Optional<StorageException> failure = Optional.empty();
        private Optional<Runnable> afterPut = Optional.empty();

        FailingCatalog() {
            super(new InMemoryCatalog());
        }

        @Override
        public <S, T> Put put(ResourceId<S, T> id, S spec, T status, Revision expected) {
            failure.ifPresent(e -> {
                throw e;
            });
            Put done = super.put(id, spec, status, expected);
            if (id.kind().equals(FunctionKinds.FUNCTION)) {
                afterPut.ifPresent(Runnable::run);
            }
            return done;
        }
    }
}
