package dev.sluice.gateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.InMemoryArtifactStore;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.SecretId;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.TriggerSpec;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.events.trigger.TriggerSettings;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.gateway.invoke.InstanceFailures;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.testkit.catalog.ForwardingCatalog;
import dev.sluice.testkit.catalog.Functions;
import dev.sluice.testkit.decorator.Sites;
import dev.sluice.testkit.logs.InMemoryFunctionLogs;
import dev.sluice.testkit.pool.FakeFunctionPools;
import dev.sluice.testkit.time.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReconcilerTest {

    private static final FunctionName HELLO = new FunctionName("hello");
    private static final SecretName KEY = new SecretName("key");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final InMemoryCatalog resources = new InMemoryCatalog();
    private final FunctionCatalog catalog = new FunctionCatalog(resources);
    private final InMemoryArtifactStore artifacts = new InMemoryArtifactStore();
    private final InMemorySecretStore secrets = new InMemorySecretStore(Clock.fixed(Functions.NOW, ZoneOffset.UTC));
    private final FakeFunctionPools pools = new FakeFunctionPools();
    private final InMemoryFunctionLogs logs = new InMemoryFunctionLogs();
    private final RouteTable routes = new RouteTable();
    private final AtomicInteger made = new AtomicInteger();
    private final Decorations decorations =
            new Decorations(DecoratorKinds.load(ReconcilerTest.class.getClassLoader()), function -> {
                made.incrementAndGet();
                return new Sites().site("any").services();
            });
    private final VirtualTime time = new VirtualTime();

    /** One whose work is done when the time settles. */
    private Reconciler reconciler() {
        return reconciler(catalog, time);
    }

    private Reconciler reconciler(FunctionCatalog from, Executor executor) {
        PooledInvoker invoker = new PooledInvoker(routes, record -> {}, InstanceFailures.UNHEARD);
        Reconciler.Parts parts = new Reconciler.Parts(
                from,
                artifacts,
                secrets,
                decorations,
                routes,
                pools,
                logs,
                invoker,
                (version, upstream) -> (invocation, listener) -> {
                    throw new IllegalStateException("nobody calls here");
                },
                new VersionRoutes(
                        new VersionRoutes.Parts(
                                from, decorations, pools, invoker, (version, upstream) -> (invocation, listener) -> {
                                    throw new IllegalStateException("nobody calls here");
                                }),
                        Runnable::run,
                        () -> 0),
                new FunctionTriggers(resources, Clock.fixed(Functions.NOW, ZoneOffset.UTC), new PlayedTriggers()));
        return new Reconciler(parts, time, executor);
    }

    private Reconciler started() {
        Reconciler reconciler = reconciler();
        reconciler.start();
        return reconciler;
    }

    private static Executor threads() {
        return task -> Thread.ofVirtual().start(task);
    }

    /** Writes a version as another gateway would: nobody hands anything over. */
    private FunctionVersion write(FunctionVersion version) {
        Optional<FunctionCatalog.Stored> stored = catalog.get(version.function());
        Put put = catalog.put(
                stored.map(kept -> kept.history().with(version, 5)).orElseGet(() -> FunctionHistory.first(version)),
                stored.map(FunctionCatalog.Stored::revision).orElse(Revision.NONE));
        assertThat(put).isInstanceOf(Put.Done.class);
        return version;
    }

    private FunctionVersion write(int number) {
        FunctionVersion version = Functions.version("hello", number);
        keepCode(version);
        return write(version);
    }

    private void keepCode(FunctionVersion version) {
        try (var draft = artifacts.draft()) {
            try (var out = draft.create("code.jar")) {
                out.write(1);
            }
            draft.commit(version.code());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FunctionVersion decorated(int number, DecoratorSpec... decorators) {
        return Functions.decorated(Functions.version("hello", number), number, decorators);
    }

    private static FunctionVersion withSecret(int number) {
        return new FunctionVersion(
                HELLO,
                number,
                Functions.digest("hello@" + number),
                Functions.spec(Map.of(), Map.of("PASSWORD", KEY.value())),
                Functions.NOW);
    }

    private Optional<FunctionVersion> serving() {
        return routes.find("hello").map(Route::version);
    }

    @Test
    void atTheStartEveryFunctionServesWithoutAThreadOfItsOwn() {
        int functions = 5_000;
        for (int i = 0; i < functions; i++) {
            write(Functions.version("f-" + i, 1));
        }

        reconciler(catalog, task -> {
                    throw new AssertionError("a thread was asked for");
                })
                .start();

        assertThat(routes.size()).isEqualTo(functions);
        assertThat(pools.asked()).hasSize(functions).contains("activate f-0@1", "activate f-4999@1");
        assertThat(made).hasValue(0);
    }

    @Test
    void whatChangesWhileItStartsIsAppliedBeforeTheStartEnds() {
        write(1);
        write(Functions.version("zero", 1));
        pools.beforeActivation(version -> {
            if (version.label().equals("zero@1")) {
                write(2);
                catalog.delete(version.function());
            }
        });

        reconciler(catalog, threads()).start();

        assertThat(serving()).contains(Functions.version("hello", 2));
        assertThat(routes.find("zero")).isEmpty();
    }

    @Test
    void moreChangesThanTheCatalogRemembersBeforeTheWatchDoNoHarm() {
        write(1);
        AtomicInteger refusals = new AtomicInteger(2);
        Catalog busy = new ForwardingCatalog(resources) {
            @Override
            public Watching watch(Revision from, Consumer<CatalogEvent> watcher) {
                return refusals.getAndDecrement() > 0
                        ? new Watching.TooOld(resources.revision())
                        : super.watch(from, watcher);
            }
        };

        reconciler(new FunctionCatalog(busy), time).start();
        write(2);
        time.settle();

        assertThat(serving()).contains(Functions.version("hello", 2));
    }

    @Test
    void aChangeThatAnybodyMakesIsApplied() {
        started();

        write(1);
        time.settle();
        write(2);
        time.settle();
        FunctionHistory history = catalog.get(HELLO).orElseThrow().history();
        catalog.put(history.withLive(1), catalog.get(HELLO).orElseThrow().revision());
        time.settle();

        assertThat(pools.asked()).containsExactly("activate hello@1", "activate hello@2", "activate hello@1");
        assertThat(serving()).contains(Functions.version("hello", 1));
    }

    @Test
    void changesThatComeAtOnceAreOne() {
        started();

        for (int number = 1; number <= 5; number++) {
            write(number);
        }
        time.settle();

        assertThat(pools.asked()).containsExactly("activate hello@5");
    }

    @Test
    void whatChangesWhileItIsAppliedIsAppliedAfterIt() {
        started();
        pools.beforeActivation(version -> {
            if (version.number() < 3) {
                write(version.number() + 1);
            }
        });

        write(1);
        time.settle();

        assertThat(pools.asked()).containsExactly("activate hello@1", "activate hello@2", "activate hello@3");
        assertThat(serving()).contains(Functions.version("hello", 3));
    }

    @Test
    void aFunctionThatIsDeletedWhileItIsAppliedIsGone() {
        started();
        pools.beforeActivation(version -> catalog.delete(HELLO));

        write(1);
        time.settle();

        assertThat(pools.asked()).containsExactly("activate hello@1", "remove hello");
        assertThat(serving()).isEmpty();
    }

    @Test
    void aDeletedFunctionTakesItsLogWithIt() {
        started();
        write(1);
        time.settle();
        logs.accept(new LogLine("hello", 1, new RunnerId("r-1"), "", LogSource.STDOUT, 0, "hi"));

        catalog.delete(HELLO);
        time.settle();

        assertThat(logs.tail(LogQuery.of(HELLO, 10))).isEmpty();
        assertThat(pools.asked()).containsExactly("activate hello@1", "remove hello");
    }

    @Test
    void anUpstreamThatTakesThePlaceOfCodeHasNoPool() {
        started();
        FunctionVersion one = write(1);
        time.settle();
        FunctionSpec spec = one.spec();

        FunctionVersion two = write(new FunctionVersion(
                HELLO,
                2,
                Optional.empty(),
                new FunctionSpec(
                        new Backend.Upstream(UpstreamUrl.parse("http://api.example.org"), false),
                        spec.memory(),
                        spec.timeout(),
                        spec.scaling(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        spec.access(),
                        spec.decorators(),
                        spec.errors()),
                Functions.NOW));
        time.settle();

        assertThat(pools.asked()).containsExactly("activate hello@1", "remove hello");
        assertThat(serving()).contains(two);
    }

    @Test
    void whatFailsLeavesTheFormerVersionAndIsTriedAgainEverMoreSeldom() {
        Reconciler reconciler = started();
        write(1);
        time.settle();
        AtomicInteger attempts = new AtomicInteger();
        pools.beforeActivation(version -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("no room");
        });

        FunctionVersion two = write(2);
        time.settle();

        assertThat(serving()).contains(Functions.version("hello", 1));
        assertThat(reconciler.unserved(HELLO))
                .contains(new Unserved(
                        "not_in_service",
                        "this gateway could not bring hello to what the catalog says, and tries again:"
                                + " java.lang.IllegalStateException: no room"));
        assertThat(reconciler.unserved()).isEqualTo(1);
        time.pass(Duration.ofSeconds(7));
        assertThat(attempts).hasValue(4);
        time.pass(Duration.ofHours(1));
        assertThat(attempts).hasValueBetween(15, 25);

        pools.beforeActivation(version -> {});
        time.pass(Retries.LONGEST);

        assertThat(serving()).contains(two);
        assertThat(reconciler.unserved(HELLO)).isEmpty();
        assertThat(reconciler.unserved()).isZero();
        int before = pools.asked().size();
        time.pass(Duration.ofHours(1));
        assertThat(pools.asked()).hasSize(before);
    }

    @Test
    void oneFunctionThatFailsStopsNoOtherAtTheStart() {
        write(1);
        write(Functions.version("other", 1));
        pools.beforeActivation(version -> {
            if (version.function().equals(HELLO)) {
                throw new IllegalStateException("no room");
            }
        });

        Reconciler reconciler = started();

        assertThat(routes.find("other")).isPresent();
        assertThat(reconciler.unserved(HELLO)).isPresent();
        pools.beforeActivation(version -> {});
        time.pass(Duration.ofSeconds(1));
        assertThat(serving()).isPresent();
    }

    @Test
    void aVersionWhoseDecoratorsAreNotHereLeavesTheFormerOne() {
        Reconciler reconciler = started();
        write(1);
        time.settle();

        FunctionVersion two = decorated(2, new DecoratorSpec("gone", Map.of()));
        keepCode(two);
        write(two);
        time.settle();

        assertThat(serving()).contains(Functions.version("hello", 1));
        assertThat(reconciler.unserved(HELLO))
                .contains(new Unserved(
                        "not_in_service",
                        "this gateway cannot put hello@2 into service, and hello@1 goes on: its decorators[0] cannot be"
                                + " made: there is no decorator 'gone'. Give the platform what is missing and start it"
                                + " again, or deploy the function with other decorators."));
        write(3);
        time.settle();
        assertThat(serving()).contains(Functions.version("hello", 3));
        assertThat(reconciler.unserved(HELLO)).isEmpty();
    }

    @Test
    void withoutAFormerOneThatServesItsCallsAreRefused() {
        Reconciler reconciler = started();

        write(decorated(1, new DecoratorSpec("gone", Map.of())));
        time.settle();
        assertThat(routes.find("hello").orElseThrow().serves()).isFalse();
        FunctionVersion two = write(decorated(2, new DecoratorSpec("gone", Map.of())));
        time.settle();

        assertThat(serving()).contains(two);
        assertThat(reconciler.unserved(HELLO).orElseThrow().reason()).isEqualTo("decorator_missing");
    }

    @Test
    void codeThatCannotBeReadYetIsWaitedFor() {
        Reconciler reconciler = started();
        write(1);
        time.settle();

        FunctionVersion two = write(Functions.version("hello", 2));
        time.settle();

        assertThat(serving()).contains(Functions.version("hello", 1));
        assertThat(reconciler.unserved(HELLO))
                .contains(new Unserved(
                        "not_in_service",
                        "this gateway cannot put hello@2 into service, and hello@1 goes on: its code " + two.code()
                                + " is not in the store."));
        keepCode(two);
        time.pass(Duration.ofSeconds(1));
        assertThat(serving()).contains(two);
    }

    @Test
    void whatWasHandedOverIsNotMadeAgain() {
        Reconciler reconciler = started();
        FunctionVersion version = decorated(1, new DecoratorSpec("headers", Map.of()));

        try (Handover handover = reconciler.handOver(version)) {
            Decoration decoration = decorations.deploy(version);
            handover.made(decoration);
            write(version);
            time.settle();
        }
        assertThat(made).hasValue(1);
        assertThat(serving()).contains(version);

        FunctionVersion two = decorated(2, new DecoratorSpec("headers", Map.of()));
        keepCode(two);
        write(two);
        time.settle();
        assertThat(made).hasValue(2);
    }

    @Test
    void whoWaitsIsToldWhenWhatHeWroteServes() throws Exception {
        Reconciler reconciler = reconciler(catalog, threads());
        reconciler.start();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        pools.beforeActivation(version -> {
            begun.countDown();
            hold(gate);
        });
        write(1);
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(reconciler.settle(HELLO, Duration.ofMillis(1))).isEqualTo(new Settled.Late(Duration.ofMillis(1)));
        FunctionVersion two = write(2);
        CompletableFuture<Settled> waiter = settling(reconciler);
        assertThat(waiter).isNotDone();
        gate.countDown();

        assertThat(waiter.get(20, TimeUnit.SECONDS)).isEqualTo(new Settled.Serving(two));
        assertThat(pools.asked()).containsExactly("activate hello@1", "activate hello@2");
        catalog.delete(HELLO);
        assertThat(reconciler.settle(HELLO, LONG)).isEqualTo(new Settled.Absent());
    }

    @Test
    void whoWaitsIsToldWhyItDoesNotServe() throws Exception {
        Reconciler reconciler = reconciler(catalog, threads());
        reconciler.start();
        write(decorated(1, new DecoratorSpec("gone", Map.of())));

        assertThat(reconciler.settle(HELLO, LONG))
                .isInstanceOfSatisfying(
                        Settled.Failed.class,
                        failed -> assertThat(failed.why().otherServes()).isFalse());
    }

    @Test
    void aDeafReconcilerAppliesWhatItIsAskedFor() throws Exception {
        Reconciler reconciler = reconciler(catalog, threads());
        reconciler.start();
        reconciler.close();

        FunctionVersion one = write(1);

        assertThat(serving()).isEmpty();
        assertThat(reconciler.settle(HELLO, LONG)).isEqualTo(new Settled.Serving(one));
    }

    private static CompletableFuture<Settled> settling(Reconciler reconciler) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return reconciler.settle(HELLO, LONG);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void hold(CountDownLatch gate) {
        try {
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- secrets

    @Test
    void anotherValueOfASecretReplacesWhatKnowsTheOldOne() {
        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("one"));
        write(withSecret(1));
        write(Functions.version("other", 1));
        started();
        pools.reset();

        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("one"));
        time.settle();
        assertThat(pools.asked()).as("the same value again").isEmpty();
        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("two"));
        time.settle();
        secrets.delete(Namespace.DEFAULT, KEY);
        time.settle();

        assertThat(pools.asked()).containsExactly("recycle hello");
    }

    @Test
    void decoratorsThatKnowASecretAreMadeAnew() {
        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("one"));
        write(Functions.decorated(withSecret(1), 1, new DecoratorSpec("headers", Map.of())));
        started();
        Invoker before = routes.find("hello").orElseThrow().entry();
        pools.reset();

        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("two"));
        time.settle();

        assertThat(made).hasValue(2);
        assertThat(routes.find("hello").orElseThrow().entry()).isNotSameAs(before);
        assertThat(pools.asked()).containsExactly("recycle hello");
    }

    @Test
    void aSecretThatChangesDuringADeploymentReachesItsVersion() {
        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("one"));
        Reconciler reconciler = started();
        FunctionVersion version = Functions.decorated(withSecret(1), 1, new DecoratorSpec("headers", Map.of()));

        try (Handover handover = reconciler.handOver(version)) {
            handover.made(decorations.deploy(version));
            secrets.put(Namespace.DEFAULT, KEY, new SecretValue("two"));
            time.settle();
            write(version);
            time.settle();
        }

        assertThat(made).hasValue(2);
        assertThat(pools.asked()).containsExactly("activate hello@1", "recycle hello");
    }

    @Test
    void aRenewalThatBreaksOffIsMadeUpFor() {
        AtomicBoolean broken = new AtomicBoolean();
        Catalog flaky = new ForwardingCatalog(resources) {
            @Override
            public <S, T> Optional<Resource<S, T>> get(ResourceId<S, T> id) {
                if (broken.get()) {
                    throw new StorageException(StorageException.Reason.FAILED, "the disk is away");
                }
                return super.get(id);
            }
        };
        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("one"));
        FunctionVersion one = write(withSecret(1));
        Reconciler reconciler = reconciler(new FunctionCatalog(flaky), time);
        reconciler.start();
        pools.reset();
        broken.set(true);

        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("two"));
        time.settle();

        assertThat(pools.asked()).isEmpty();
        assertThat(serving()).contains(one);
        assertThat(reconciler.unserved(HELLO).orElseThrow().detail())
                .endsWith("dev.sluice.core.catalog.StorageException: the disk is away");
        broken.set(false);
        time.pass(Duration.ofSeconds(1));
        assertThat(pools.asked()).containsExactly("recycle hello", "activate hello@1");
        assertThat(reconciler.unserved(HELLO)).isEmpty();
    }

    @Test
    void aSecretThatCannotBeReadIsLookedAtAgain() {
        AtomicBoolean broken = new AtomicBoolean();
        SecretStore flaky = new SecretStore() {
            @Override
            public Optional<SecretValue> get(Namespace namespace, SecretName name) {
                if (broken.get()) {
                    throw new StorageException(StorageException.Reason.FAILED, "the disk is away");
                }
                return secrets.get(namespace, name);
            }

            @Override
            public void put(Namespace namespace, SecretName name, SecretValue value) {
                secrets.put(namespace, name, value);
            }

            @Override
            public List<SecretInfo> list(Namespace namespace) {
                return secrets.list(namespace);
            }

            @Override
            public boolean delete(Namespace namespace, SecretName name) {
                return secrets.delete(namespace, name);
            }

            @Override
            public List<SecretId> ids() {
                return secrets.ids();
            }

            @Override
            public void close() {
                secrets.close();
            }

            @Override
            public Watch watch(Consumer<SecretId> changed) {
                return secrets.watch(changed);
            }
        };
        List<SecretId> renewed = new ArrayList<>();
        SecretRenewals renewals = new SecretRenewals(flaky, time, time, secret -> {
            renewed.add(secret);
            return CompletableFuture.completedStage(null);
        });
        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("one"));
        broken.set(true);

        renewals.start();
        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("two"));
        time.pass(Duration.ofMinutes(1));
        assertThat(renewed).isEmpty();
        broken.set(false);
        time.pass(Duration.ofSeconds(5));

        assertThat(renewed).containsExactly(new SecretId(Namespace.DEFAULT, KEY));
        renewals.close();
        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("three"));
        time.settle();
        assertThat(renewed).containsExactly(new SecretId(Namespace.DEFAULT, KEY));
    }

    @Test
    void whoWaitsForASecretIsToldWhenItIsKnown() throws Exception {
        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("one"));
        write(withSecret(1));
        Reconciler reconciler = reconciler(catalog, threads());
        reconciler.start();

        secrets.put(Namespace.DEFAULT, KEY, new SecretValue("two"));
        reconciler.settle(new SecretId(Namespace.DEFAULT, KEY), LONG);

        assertThat(pools.asked()).containsExactly("activate hello@1", "recycle hello");
    }

    @Test
    void aStartMakesTheTriggersOfAFunctionThatAKilledGatewayHadOnlyWritten() {
        FunctionVersion version =
                Functions.triggered(Functions.version("hello", 1), 1, new TriggerSpec("orders", Map.of("topic", "a")));
        catalog.put(FunctionHistory.first(version), Revision.NONE);

        startedOnThreads();

        assertThat(resources.get(TriggerSettings.RESOURCE.named("orders"))).isPresent();
    }

    @Test
    void aStartDeletesTheTriggersOfAFunctionThatAKilledGatewayHadOnlyDeleted() {
        FunctionVersion version =
                Functions.triggered(Functions.version("hello", 1), 1, new TriggerSpec("orders", Map.of("topic", "a")));
        new FunctionTriggers(resources, Clock.fixed(Functions.NOW, ZoneOffset.UTC), new PlayedTriggers())
                .apply(HELLO, Optional.of(version));
        assertThat(resources.get(TriggerSettings.RESOURCE.named("orders"))).isPresent();

        startedOnThreads();

        assertThat(resources.get(TriggerSettings.RESOURCE.named("orders"))).isEmpty();
    }

    private void startedOnThreads() {
        reconciler(catalog, task -> Thread.ofVirtual().start(task)).start();
    }
}
