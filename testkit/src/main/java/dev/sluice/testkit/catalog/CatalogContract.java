package dev.sluice.testkit.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.ErrorDetail;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.UpstreamUrl;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** An empty catalog. */
    protected abstract Catalog open() throws Exception;

    @BeforeEach
    void openCatalog() throws Exception {
        catalog = open();
    }

    @AfterEach
    void closeCatalog() {
        catalog.close();
    }

    @Test
    void anEmptyOneHasNothing() {
        assertThat(catalog.live("", 10)).isEmpty();
        assertThat(catalog.live(HELLO)).isEmpty();
        assertThat(catalog.get(HELLO)).isEmpty();
        assertThat(catalog.delete(HELLO)).isFalse();
    }

    @Test
    void whatWasPutIsThere() {
        FunctionHistory history = FunctionHistory.first(Functions.version("hello", 1));

        Revision revision = put(history, Revision.NONE);

        assertThat(catalog.get(HELLO)).contains(new Catalog.Stored(history, revision));
        assertThat(catalog.live(HELLO)).contains(Functions.version("hello", 1));
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

        assertThat(catalog.get(HELLO).orElseThrow().history().liveVersion()).isEqualTo(version);
    }

    @Test
    void everyPartOfASpecIsKept() {
        FunctionSpec full = new FunctionSpec(
                new Backend.Code(
                        new RuntimeName("java25"),
                        "pkg.Outer$Inner::method",
                        new Launch(Optional.of(Duration.ofMinutes(2)), List.of("-Da=b: {c} #d", "-ea"))),
                new MemorySize(777),
                Duration.ofMillis(1501),
                new Scaling(7, 2, 9, Duration.ofSeconds(61), 0, Duration.ofMillis(250)),
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

        assertThat(catalog.get(HELLO).orElseThrow().history().liveVersion()).isEqualTo(version);
    }

    @Test
    void allVersionsAreKeptAndOneIsLive() {
        FunctionHistory two =
                FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20);

        put(two.withLive(1), Revision.NONE);

        assertThat(catalog.get(HELLO).orElseThrow().history()).isEqualTo(two.withLive(1));
        assertThat(catalog.live(HELLO)).contains(Functions.version("hello", 1));
    }

    @Test
    void aPutWithTheRightRevisionReplaces() {
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        Revision first = put(one, Revision.NONE);

        Revision second = put(one.with(Functions.version("hello", 2), 20), first);

        assertThat(second).isNotEqualTo(first);
        assertThat(catalog.live(HELLO)).contains(Functions.version("hello", 2));
    }

    @Test
    void aPutWithAnOldRevisionChangesNothing() {
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        Revision first = put(one, Revision.NONE);
        Revision second = put(one.with(Functions.version("hello", 2), 20), first);

        Put late = catalog.put(one.with(Functions.version("hello", 3), 20), first);

        assertThat(late).isEqualTo(new Put.Conflict(second));
        assertThat(catalog.live(HELLO)).contains(Functions.version("hello", 2));
    }

    @Test
    void aFunctionCannotBeMadeTwice() {
        Revision first = put(FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);

        Put again = catalog.put(FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);

        assertThat(again).isEqualTo(new Put.Conflict(first));
    }

    @Test
    void aFunctionThatIsGoneCannotBeReplaced() {
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        Revision first = put(one, Revision.NONE);
        catalog.delete(HELLO);

        assertThat(catalog.put(one, first)).isEqualTo(new Put.Conflict(Revision.NONE));
    }

    @Test
    void whatWasDeletedIsGone() {
        put(FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);

        assertThat(catalog.delete(HELLO)).isTrue();

        assertThat(catalog.live(HELLO)).isEmpty();
        assertThat(catalog.get(HELLO)).isEmpty();
        assertThat(catalog.live("", 10)).isEmpty();
    }

    @Test
    void functionsComeInOrderOfTheirNamesPageByPage() {
        for (String name : List.of("b", "a-1", "c", "a", "d")) {
            put(FunctionHistory.first(Functions.version(name, 1)), Revision.NONE);
        }

        assertThat(names(catalog.live("", 2))).containsExactly("a", "a-1");
        assertThat(names(catalog.live("a-1", 2))).containsExactly("b", "c");
        assertThat(names(catalog.live("bb", 9))).containsExactly("c", "d");
        assertThat(names(catalog.live("d", 9))).isEmpty();
    }

    @Test
    void anArtifactIsReferredToByEveryKeptVersion() {
        FunctionHistory two =
                FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20);
        Revision revision = put(two, Revision.NONE);
        assertThat(catalog.refersTo(Functions.digest("hello@1"))).isTrue();
        assertThat(catalog.refersTo(Functions.digest("hello@2"))).isTrue();

        put(two.with(Functions.version("hello", 3), 2), revision);

        assertThat(catalog.refersTo(Functions.digest("hello@1"))).isFalse();
        assertThat(catalog.refersTo(Functions.digest("hello@2"))).isTrue();
        assertThat(catalog.refersTo(Functions.digest("never seen"))).isFalse();
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
        assertThat(catalog.refersTo(shared.code())).isTrue();
        catalog.delete(other);
        assertThat(catalog.refersTo(shared.code())).isFalse();
        assertThat(catalog.refersTo(Functions.digest("hello@2"))).isTrue();
    }

    @Test
    void aPutThatIsRefusedRefersToNothing() {
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        put(one, Revision.NONE);

        catalog.put(one.with(Functions.version("hello", 2), 1), Revision.NONE);

        assertThat(catalog.refersTo(Functions.digest("hello@1"))).isTrue();
        assertThat(catalog.refersTo(Functions.digest("hello@2"))).isFalse();
    }

    @Test
    void aWatcherIsToldEveryChangeInOrderUntilItEnds() {
        List<CatalogEvent> told = new CopyOnWriteArrayList<>();
        Catalog.Watch watch = catalog.watch(told::add);
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        Revision first = put(one, Revision.NONE);
        catalog.put(one, Revision.NONE);
        put(one.with(Functions.version("hello", 2), 20), first);
        catalog.delete(HELLO);
        catalog.delete(HELLO);
        watch.close();
        put(one, Revision.NONE);

        assertThat(told)
                .containsExactly(
                        new CatalogEvent.Live(Functions.version("hello", 1)),
                        new CatalogEvent.Live(Functions.version("hello", 2)),
                        new CatalogEvent.Removed(HELLO));
    }

    @Test
    void ofManyWhoPutAtOnceExactlyOneWins() throws Exception {
        int writers = 8;
        int rounds = 20;
        CyclicBarrier start = new CyclicBarrier(writers);
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<Integer>> wins = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                wins.add(threads.submit(() -> winsOf(rounds, start)));
            }
            int sum = 0;
            for (Future<Integer> won : wins) {
                sum += won.get();
            }

            assertThat(sum).isEqualTo(rounds);
            assertThat(catalog.live(HELLO).orElseThrow().number()).isEqualTo(rounds);
        }
    }

    private int winsOf(int rounds, CyclicBarrier start) throws Exception {
        int wins = 0;
        for (int round = 1; round <= rounds; round++) {
            var stored = catalog.get(HELLO);
            FunctionVersion next = Functions.version("hello", round);
            FunctionHistory history =
                    stored.map(kept -> kept.history().with(next, 3)).orElseGet(() -> FunctionHistory.first(next));
            Revision expected = stored.map(Catalog.Stored::revision).orElse(Revision.NONE);
            start.await();
            if (catalog.put(history, expected) instanceof Put.Done) {
                wins++;
            }
            start.await();
        }
        return wins;
    }

    private Revision put(FunctionHistory history, Revision expected) {
        Put put = catalog.put(history, expected);
        assertThat(put).isInstanceOf(Put.Done.class);
        return ((Put.Done) put).revision();
    }

    private static List<String> names(List<FunctionVersion> versions) {
        return versions.stream().map(version -> version.function().value()).toList();
    }
}
