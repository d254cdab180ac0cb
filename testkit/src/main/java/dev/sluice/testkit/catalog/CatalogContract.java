package dev.sluice.testkit.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.ChangeJournal;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.catalog.VersionStatus;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Adapters;
import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.Build;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.ErrorDetail;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.PlatformUse;
import dev.sluice.core.function.RequestKey;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.Sidecar;
import dev.sluice.core.function.UpstreamUrl;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Catalog} must do. */
public abstract class CatalogContract {

    private static final FunctionName HELLO = new FunctionName("hello");

    @SuppressWarnings("NullAway.Init")
    private Catalog catalog;

    @SuppressWarnings("NullAway.Init")
    private FunctionCatalog functions;

    /** An empty catalog for functions. */
    protected abstract Catalog open() throws Exception;

    /** What another gateway sees of the catalog that {@link #open} made; maybe the same object. Closed by whoever asks. */
    protected abstract Catalog openAgain() throws Exception;

    @BeforeEach
    void openCatalog() throws Exception {
        catalog = open();
        functions = new FunctionCatalog(catalog);
    }

    @AfterEach
    void closeCatalog() {
        catalog.close();
    }

    @Test
    void anEmptyOneHasNothing() {
        assertThat(functions.live(Namespace.DEFAULT, "", 10)).isEmpty();
        assertThat(functions.live(HELLO)).isEmpty();
        assertThat(functions.get(HELLO)).isEmpty();
        assertThat(functions.delete(HELLO)).isFalse();
    }

    @Test
    void whatWasPutIsThere() {
        FunctionHistory history = FunctionHistory.first(Functions.version("hello", 1));

        Revision revision = put(history, Revision.NONE);

        assertThat(functions.get(HELLO)).contains(new FunctionCatalog.Stored(history, revision));
        assertThat(functions.live(HELLO)).contains(Functions.version("hello", 1));
    }

    /** Everything that may stand in a tree, in the order in which somebody wrote it. */
    private static Map<String, @Nullable Object> settings() {
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        settings.put("z", null);
        settings.put("a", Arrays.asList(1L, null, List.of(List.of("x"), List.of()), Map.of("k", List.of(Map.of()))));
        settings.put("on", true);
        settings.put("share", new BigDecimal("1.10"));
        settings.put("yes: {", "- no\n");
        return settings;
    }

    @Test
    void aFunctionThatIsAnUpstreamIsKept() {
        FunctionSpec spec = new FunctionSpec(
                new Backend.Upstream(UpstreamUrl.parse("https://api.example.org:8443/v1"), false),
                FunctionSpec.DEFAULT_MEMORY,
                Duration.ofSeconds(5),
                Scaling.DEFAULT,
                Map.of(),
                Map.of(),
                Map.of("team", "a"),
                Access.TOKEN,
                List.of(new DecoratorSpec("cors", Map.of())),
                Optional.empty());
        FunctionVersion version = new FunctionVersion(HELLO, 1, Optional.empty(), spec, Instant.EPOCH);

        put(FunctionHistory.first(version), Revision.NONE);

        assertThat(functions.get(HELLO).orElseThrow().history().liveVersion()).isEqualTo(version);
    }

    private static final Adapters ADAPTERS = new Adapters(Map.of(
            "logs",
            List.of(Map.of(
                    "sidecar",
                    "hit-counter",
                    "patterns",
                    List.of("^(?P<level>\\w+): # {a: b}"),
                    "formats",
                    List.of("json"),
                    "multiline",
                    Map.of("start", "^\\S", "lines", 200, "characters", 16_384, "gap", "200ms")))));

    private static Sidecar sidecar() {
        return new Sidecar(
                "hit-counter",
                List.of("./counter", "--from", "a b: {c}"),
                Sidecar.Address.PORT,
                new Sidecar.Health.Answers("/up?deep=1"),
                Map.of("A", "1.10"),
                new MemorySize(33));
    }

    private static Ambassador ambassador() {
        return new Ambassador(
                "orders",
                Ambassador.Address.PORT,
                Duration.ofMillis(750),
                new Ambassador.Split(
                        Map.of(
                                "old", new Ambassador.Weighted(UpstreamUrl.parse("http://127.0.0.1:9001/v1"), 90),
                                "new", new Ambassador.Weighted(UpstreamUrl.parse("https://[::1]"), 0)),
                        Optional.of(new RequestKey.Path(2)),
                        true));
    }

    @Test
    void everyPartOfASpecIsKept() {
        FunctionSpec full = new FunctionSpec(
                new Backend.Code(
                        new RuntimeName("java25"),
                        "pkg.Outer$Inner::method",
                        new Launch(
                                Optional.of(Duration.ofMinutes(2)),
                                List.of("-Da=b: {c} #d", "-ea"),
                                Optional.empty(),
                                Set.of(PlatformUse.OWNERSHIP),
                                List.of(sidecar()),
                                ADAPTERS,
                                List.of(ambassador())),
                        new Build(List.of("esbuild"), Map.of("TOKEN", "registry"))),
                new MemorySize(777),
                Duration.ofMillis(1501),
                new Scaling(
                        7,
                        2,
                        9,
                        Duration.ofSeconds(61),
                        0,
                        Duration.ofMillis(250),
                        BackgroundPolicy.PREEMPT,
                        KeepAlivePolicy.ADAPTIVE),
                Map.of(
                        "A",
                        "x: {y}\n#z\u00e9\ud83d\ude00\t ",
                        "B",
                        "",
                        "C",
                        "true",
                        "D",
                        "1.10",
                        "E",
                        "null",
                        "F",
                        "007"),
                Map.of("S", "secret-name"),
                Map.of("a/b.c", "yes", "n", "12"),
                Access.TOKEN,
                List.of(
                        new DecoratorSpec("cors", Map.of()),
                        new DecoratorSpec("timeout", "2s"),
                        new DecoratorSpec("defaults", settings())),
                Optional.of(ErrorDetail.FULL));
        FunctionVersion version = new FunctionVersion(
                HELLO, 1, Functions.digest("x"), full, Instant.parse("2026-01-02T03:04:05.000000006Z"));

        put(FunctionHistory.first(version), Revision.NONE);

        assertThat(functions.get(HELLO).orElseThrow().history().liveVersion()).isEqualTo(version);
    }

    @Test
    void allVersionsAreKeptAndOneIsLive() {
        FunctionHistory two =
                FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20);

        put(two.withLive(1), Revision.NONE);

        assertThat(functions.get(HELLO).orElseThrow().history()).isEqualTo(two.withLive(1));
        assertThat(functions.live(HELLO)).contains(Functions.version("hello", 1));
    }

    @Test
    void aPutWithTheRightRevisionReplaces() {
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        Revision first = put(one, Revision.NONE);

        Revision second = put(one.with(Functions.version("hello", 2), 20), first);

        assertThat(second).isNotEqualTo(first);
        assertThat(functions.live(HELLO)).contains(Functions.version("hello", 2));
    }

    @Test
    void aPutWithAnOldRevisionChangesNothing() {
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        Revision first = put(one, Revision.NONE);
        Revision second = put(one.with(Functions.version("hello", 2), 20), first);

        Put late = functions.put(one.with(Functions.version("hello", 3), 20), first);

        assertThat(late).isEqualTo(new Put.Conflict(second));
        assertThat(functions.live(HELLO)).contains(Functions.version("hello", 2));
    }

    @Test
    void aFunctionCannotBeMadeTwice() {
        Revision first = put(FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);

        Put again = functions.put(FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);

        assertThat(again).isEqualTo(new Put.Conflict(first));
    }

    @Test
    void aFunctionThatIsGoneCannotBeReplaced() {
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        Revision first = put(one, Revision.NONE);
        functions.delete(HELLO);

        assertThat(functions.put(one, first)).isEqualTo(new Put.Conflict(Revision.NONE));
    }

    @Test
    void whatWasDeletedIsGone() {
        put(FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);

        assertThat(functions.delete(HELLO)).isTrue();

        assertThat(functions.live(HELLO)).isEmpty();
        assertThat(functions.get(HELLO)).isEmpty();
        assertThat(functions.live(Namespace.DEFAULT, "", 10)).isEmpty();
    }

    @Test
    void functionsComeInOrderOfTheirNamesPageByPage() {
        for (String name : List.of("b", "a-1", "c", "a", "d")) {
            put(FunctionHistory.first(Functions.version(name, 1)), Revision.NONE);
        }

        assertThat(names(functions.live(Namespace.DEFAULT, "", 2))).containsExactly("a", "a-1");
        assertThat(names(functions.live(Namespace.DEFAULT, "a-1", 2))).containsExactly("b", "c");
        assertThat(names(functions.live(Namespace.DEFAULT, "bb", 9))).containsExactly("c", "d");
        assertThat(names(functions.live(Namespace.DEFAULT, "d", 9))).isEmpty();
    }

    @Test
    void anArtifactIsReferredToByEveryKeptVersion() {
        FunctionHistory two =
                FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20);
        Revision revision = put(two, Revision.NONE);
        assertThat(functions.refersTo(Functions.digest("hello@1"))).isTrue();
        assertThat(functions.refersTo(Functions.digest("hello@2"))).isTrue();

        put(two.with(Functions.version("hello", 3), 2), revision);

        assertThat(functions.refersTo(Functions.digest("hello@1"))).isFalse();
        assertThat(functions.refersTo(Functions.digest("hello@2"))).isTrue();
        assertThat(functions.refersTo(Functions.digest("never seen"))).isFalse();
    }

    @Test
    void anArtifactOfTwoFunctionsIsReferredToUntilBothAreWithoutIt() {
        FunctionVersion shared = Functions.version("hello", 1);
        FunctionName other = new FunctionName("other");
        Revision revision = put(FunctionHistory.first(shared), Revision.NONE);
        put(
                FunctionHistory.first(
                        new FunctionVersion(other, 1, shared.artifact(), shared.spec(), shared.createdAt())),
                Revision.NONE);

        put(FunctionHistory.first(shared).with(Functions.version("hello", 2), 1), revision);
        assertThat(functions.refersTo(shared.code())).isTrue();
        functions.delete(other);
        assertThat(functions.refersTo(shared.code())).isFalse();
        assertThat(functions.refersTo(Functions.digest("hello@2"))).isTrue();
    }

    @Test
    void aPutThatIsRefusedRefersToNothing() {
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        put(one, Revision.NONE);

        functions.put(one.with(Functions.version("hello", 2), 1), Revision.NONE);

        assertThat(functions.refersTo(Functions.digest("hello@1"))).isTrue();
        assertThat(functions.refersTo(Functions.digest("hello@2"))).isFalse();
    }

    @Test
    void aVersionThatIsNotLiveIsAResourceOfItsOwn() {
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        FunctionHistory two = one.with(Functions.version("hello", 2), 20);
        Revision first = put(one, Revision.NONE);
        assertThat(versions()).isEmpty();

        Revision second = put(two, first);
        assertThat(versions()).containsExactly("hello.1");
        Revision back = put(two.withLive(1), second);
        assertThat(versions()).containsExactly("hello.1", "hello.2");
        put(two.with(Functions.version("hello", 3), 2), back);

        assertThat(versions()).containsExactly("hello.2");
        var kept = catalog.get(FunctionKinds.VERSION.named("hello.2")).orElseThrow();
        assertThat(kept.status())
                .isEqualTo(
                        new VersionStatus(Functions.version("hello", 2).artifact(), Optional.empty(), Functions.NOW));
        assertThat(kept.labels()).isEqualTo(Map.of("team", "a"));
        functions.delete(HELLO);
        assertThat(versions()).isEmpty();
    }

    @Test
    void whatACrashLeftOfAFunctionIsDeletedAtTheNextStart() {
        put(FunctionHistory.first(Functions.version("hello", 2)), Revision.NONE);
        keep("hello.1");
        keep("gone.1");

        new FunctionCatalog(catalog);

        assertThat(versions()).isEmpty();
        assertThat(functions.live(HELLO)).isPresent();
    }

    @Test
    void aVersionThatIsLostIsTold() {
        put(
                FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20),
                Revision.NONE);
        catalog.delete(FunctionKinds.VERSION.named("hello.1"));

        assertThatThrownBy(() -> functions.get(HELLO))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "a version of hello is not in the catalog any more, though the function refers to it: put its"
                                + " record back, or delete the function and deploy it anew");
        assertThat(functions.live(HELLO)).contains(Functions.version("hello", 2));
    }

    @Test
    void aNameMeansNothingInAnotherNamespace() {
        Namespace other = new Namespace("other");
        var here = FunctionKinds.VERSION.named("x.1");
        var there = new ResourceId<>(FunctionKinds.VERSION, other, "x.1");
        VersionStatus status = new VersionStatus(Optional.of(Functions.digest("x")), Optional.empty(), Functions.NOW);

        catalog.put(there, Functions.spec(), status, Revision.NONE);

        assertThat(catalog.get(here)).isEmpty();
        assertThat(catalog.delete(here)).isFalse();
        assertThat(catalog.ids(FunctionKinds.VERSION, other)).containsExactly(there);
        assertThat(catalog.list(FunctionKinds.VERSION, other, "", 9).resources())
                .containsExactly(new Resource<>(there, catalog.revision(), Functions.spec(), status));
        assertThat(versions()).isEmpty();
        assertThat(catalog.namespaces(FunctionKinds.VERSION)).containsExactly(other);
        catalog.delete(there);
        assertThat(catalog.namespaces(FunctionKinds.VERSION)).isEmpty();
    }

    @Test
    void functionsOfOneNameInTwoNamespacesHaveNothingInCommon() {
        FunctionName there = HELLO.in(new Namespace("team-a"));
        FunctionCatalog functions = new FunctionCatalog(catalog);
        functions.put(FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);
        functions.put(FunctionHistory.first(inNamespace(there, 1)), Revision.NONE);
        Revision revision = functions.get(there).orElseThrow().revision();
        functions.put(FunctionHistory.first(inNamespace(there, 1)).with(inNamespace(there, 2), 9), revision);

        assertThat(functions.live(HELLO)).contains(Functions.version("hello", 1));
        assertThat(functions.live(there)).contains(inNamespace(there, 2));
        assertThat(functions.live(there.namespace(), "", 9)).containsExactly(inNamespace(there, 2));
        List<String> all = new ArrayList<>();
        new FunctionCatalog(catalog).eachLive(version -> all.add(version.label()));
        assertThat(all).containsExactly("hello@1", "team-a/hello@2");
        assertThat(functions.get(there).orElseThrow().history().versions()).hasSize(2);
        assertThat(functions.refersTo(there.namespace(), Functions.digest("team-a/hello@2")))
                .isTrue();
        assertThat(functions.refersTo(Namespace.DEFAULT, Functions.digest("team-a/hello@2")))
                .isFalse();
        assertThat(functions.refersTo(Functions.digest("team-a/hello@2"))).isTrue();

        functions.delete(HELLO);

        assertThat(functions.live(there)).contains(inNamespace(there, 2));
    }

    private static FunctionVersion inNamespace(FunctionName name, int number) {
        return new FunctionVersion(
                name, number, Functions.digest(name + "@" + number), Functions.spec(), Functions.NOW);
    }

    @Test
    void revisionsRiseOverAllKinds() {
        Revision start = catalog.revision();
        Revision first = keep("a.1");
        Revision second = put(FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);
        catalog.delete(FunctionKinds.VERSION.named("a.1"));
        Revision third = catalog.revision();

        assertThat(List.of(start, first, second, third)).isSorted().doesNotHaveDuplicates();
        assertThat(catalog.list(FunctionKinds.FUNCTION, Namespace.DEFAULT, "", 1)
                        .revision())
                .isEqualTo(third);
    }

    @Test
    void aWatcherIsToldEveryChangeInOrderUntilItEnds() {
        List<String> told = new CopyOnWriteArrayList<>();
        Revision before = keep("early.1");
        Revision from = keep("a.1");
        keep("b.1");

        Catalog.Watching watching = catalog.watch(from, event -> told.add(text(event)));
        assertThat(told).containsExactly("stored FunctionVersion default/b.1");
        Revision stored = keep("c.1");
        catalog.put(
                FunctionKinds.VERSION.named("c.1"),
                Functions.spec(),
                new VersionStatus(Optional.empty(), Optional.empty(), Functions.NOW),
                before);
        catalog.delete(FunctionKinds.VERSION.named("c.1"));
        catalog.delete(FunctionKinds.VERSION.named("c.1"));
        ((Catalog.Watching.Started) watching).watch().close();
        keep("d.1");

        assertThat(stored.isAfter(from)).isTrue();
        assertThat(told)
                .containsExactly(
                        "stored FunctionVersion default/b.1",
                        "stored FunctionVersion default/c.1",
                        "deleted FunctionVersion default/c.1");
    }

    @Test
    void aWatchFromTooLongAgoSaysSo() {
        Revision start = catalog.revision();
        Revision first = keep("a.1");
        for (int i = 0; i < ChangeJournal.CAPACITY / 2; i++) {
            keep("b.1");
            catalog.delete(FunctionKinds.VERSION.named("b.1"));
        }

        assertThat(catalog.watch(start, event -> {})).isEqualTo(new Catalog.Watching.TooOld(first));
        List<String> told = new ArrayList<>();
        assertThat(catalog.watch(first, event -> told.add(text(event)))).isInstanceOf(Catalog.Watching.Started.class);
        assertThat(told).hasSize(ChangeJournal.CAPACITY);
        Revision future = new Revision(catalog.revision().value() + 1);
        assertThat(catalog.watch(future, event -> {})).isEqualTo(new Catalog.Watching.TooOld(first));
    }

    @Test
    void ofManyWhoPutAtOnceExactlyOneWins() throws Exception {
        int writers = 8;
        int rounds = 20;
        CyclicBarrier start = new CyclicBarrier(writers);
        try (Catalog second = openAgain();
                ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            FunctionCatalog others = new FunctionCatalog(second);
            List<Future<Integer>> wins = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                FunctionCatalog own = writer % 2 == 0 ? functions : others;
                wins.add(threads.submit(() -> winsOf(own, rounds, start)));
            }
            int sum = 0;
            for (Future<Integer> won : wins) {
                sum += won.get();
            }

            assertThat(sum).isEqualTo(rounds);
            assertThat(functions.live(HELLO).orElseThrow().number()).isEqualTo(rounds);
        }
    }

    @Test
    void whatOneGatewayHasDoneTheOtherSeesAtOnce() throws Exception {
        try (Catalog second = openAgain()) {
            FunctionCatalog others = new FunctionCatalog(second);
            FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
            FunctionHistory two = one.with(Functions.version("hello", 2), 20);

            Revision first = put(one, Revision.NONE);
            assertThat(others.live(HELLO)).contains(Functions.version("hello", 1));
            assertThat(names(others.live(Namespace.DEFAULT, "", 9))).containsExactly("hello");
            Put put = others.put(two, first);
            assertThat(put).isInstanceOf(Put.Done.class);
            assertThat(functions.put(two.withLive(1), first)).isEqualTo(new Put.Conflict(((Put.Done) put).revision()));
            assertThat(functions.get(HELLO).orElseThrow().history()).isEqualTo(two);
            assertThat(versions()).containsExactly("hello.1");
            assertThat(catalog.revision()).isEqualTo(second.revision());

            assertThat(others.delete(HELLO)).isTrue();
            assertThat(functions.get(HELLO)).isEmpty();
            assertThat(functions.delete(HELLO)).isFalse();
            assertThat(versions()).isEmpty();
        }
    }

    @Test
    void whatOneGatewayRefersToTheOtherTakesForInUse() throws Exception {
        try (Catalog second = openAgain()) {
            FunctionCatalog others = new FunctionCatalog(second);
            FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));

            Revision first = put(one, Revision.NONE);
            assertThat(others.refersTo(Functions.digest("hello@1"))).isTrue();
            others.put(one.with(Functions.version("hello", 2), 1), first);
            assertThat(functions.refersTo(Functions.digest("hello@1"))).isFalse();
            assertThat(functions.refersTo(Functions.digest("hello@2"))).isTrue();
            others.delete(HELLO);
            assertThat(functions.refersTo(Functions.digest("hello@2"))).isFalse();
        }
    }

    @Test
    void aWatcherIsToldWhatAllGatewaysChange() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        List<Revision> revisions = new CopyOnWriteArrayList<>();
        try (Catalog second = openAgain()) {
            Revision from = second.revision();
            keep(catalog, "a.1");
            keep(second, "b.1");
            second.watch(from, event -> {
                told.add(text(event));
                revisions.add(event.revision());
            });
            keep(catalog, "c.1");
            keep(second, "d.1");
            catalog.delete(FunctionKinds.VERSION.named("b.1"));
            await().atMost(Duration.ofSeconds(30)).until(() -> told.size() == 5);
            second.delete(FunctionKinds.VERSION.named("a.1"));
        }

        assertThat(told)
                .containsExactly(
                        "stored FunctionVersion default/a.1",
                        "stored FunctionVersion default/b.1",
                        "stored FunctionVersion default/c.1",
                        "stored FunctionVersion default/d.1",
                        "deleted FunctionVersion default/b.1",
                        "deleted FunctionVersion default/a.1");
        assertThat(revisions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aWatcherIsToldHowAllStandsInTheEndWhateverIsDoneAtOnce() throws Exception {
        Map<String, Revision> told = new ConcurrentHashMap<>();
        try (Catalog second = openAgain();
                Catalog third = openAgain();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            third.watch(third.revision(), event -> note(event, told));
            List<Future<?>> writers = new ArrayList<>();
            for (Catalog own : List.of(catalog, second)) {
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        String name = "v" + i % 7 + ".1";
                        if (i % 3 == 2) {
                            own.delete(FunctionKinds.VERSION.named(name));
                        } else {
                            putAnyhow(own, name);
                        }
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }

            Map<String, Revision> there = new HashMap<>();
            catalog.list(FunctionKinds.VERSION, Namespace.DEFAULT, "", 99)
                    .resources()
                    .forEach(resource -> there.put(resource.id().name(), resource.revision()));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(told).isEqualTo(there));
        }
    }

    @Test
    void aResourceIsDeletedOnlyByWhoSawItLast() throws Exception {
        Revision first = keep("a.1");
        catalog.delete(FunctionKinds.VERSION.named("a.1"));
        try (Catalog second = openAgain()) {
            Revision next = keep(second, "a.1");

            assertThat(catalog.delete(FunctionKinds.VERSION.named("a.1"), first))
                    .isFalse();
            assertThat(catalog.delete(FunctionKinds.VERSION.named("none.1"), Revision.NONE))
                    .isFalse();
            assertThat(versions()).containsExactly("a.1");
            assertThat(catalog.delete(FunctionKinds.VERSION.named("a.1"), next)).isTrue();
            assertThat(second.get(FunctionKinds.VERSION.named("a.1"))).isEmpty();
        }
    }

    private static void note(CatalogEvent event, Map<String, Revision> told) {
        switch (event) {
            case CatalogEvent.Stored(var resource) -> told.put(resource.id().name(), resource.revision());
            case CatalogEvent.Deleted(var id, var _) -> told.remove(id.name());
        }
    }

    private static void putAnyhow(Catalog own, String name) {
        var id = FunctionKinds.VERSION.named(name);
        Put put;
        do {
            Revision seen = own.get(id).map(Resource::revision).orElse(Revision.NONE);
            put = own.put(
                    id, Functions.spec(), new VersionStatus(Optional.empty(), Optional.empty(), Functions.NOW), seen);
        } while (put instanceof Put.Conflict);
    }

    private static int winsOf(FunctionCatalog functions, int rounds, CyclicBarrier start) throws Exception {
        int wins = 0;
        for (int round = 1; round <= rounds; round++) {
            var stored = functions.get(HELLO);
            FunctionVersion next = Functions.version("hello", round);
            FunctionHistory history =
                    stored.map(kept -> kept.history().with(next, 3)).orElseGet(() -> FunctionHistory.first(next));
            Revision expected = stored.map(FunctionCatalog.Stored::revision).orElse(Revision.NONE);
            start.await();
            if (functions.put(history, expected) instanceof Put.Done) {
                wins++;
            }
            start.await();
        }
        return wins;
    }

    private static String text(CatalogEvent event) {
        return switch (event) {
            case CatalogEvent.Stored(var resource) -> "stored " + resource.id();
            case CatalogEvent.Deleted(var id, var _) -> "deleted " + id;
        };
    }

    /** Puts a version that belongs to no function. */
    private Revision keep(String name) {
        return keep(catalog, name);
    }

    private static Revision keep(Catalog catalog, String name) {
        Put put = catalog.put(
                FunctionKinds.VERSION.named(name),
                Functions.spec(),
                new VersionStatus(Optional.of(Functions.digest(name)), Optional.empty(), Functions.NOW),
                Revision.NONE);
        return ((Put.Done) put).revision();
    }

    private List<String> versions() {
        return catalog.ids(FunctionKinds.VERSION, Namespace.DEFAULT).stream()
                .map(ResourceId::name)
                .toList();
    }

    private Revision put(FunctionHistory history, Revision expected) {
        Put put = functions.put(history, expected);
        assertThat(put).isInstanceOf(Put.Done.class);
        return ((Put.Done) put).revision();
    }

    private static List<String> names(List<FunctionVersion> versions) {
        return versions.stream().map(version -> version.function().value()).toList();
    }
}
