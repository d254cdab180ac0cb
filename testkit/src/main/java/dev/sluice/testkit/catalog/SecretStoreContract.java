package dev.sluice.testkit.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.SecretId;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SecretStore} must do. */
public abstract class SecretStoreContract {

    private static final SecretName DB = new SecretName("db");

    @SuppressWarnings("NullAway.Init")
    private SecretStore store;

    /** An empty store. */
    protected abstract SecretStore open() throws Exception;

    /** What another gateway sees of the store that {@link #open} made; maybe the same object. Closed by whoever asks. */
    protected abstract SecretStore openAgain() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void anEmptyOneHasNothing() {
        assertThat(store.get(Namespace.DEFAULT, DB)).isEmpty();
        assertThat(store.list(Namespace.DEFAULT)).isEmpty();
        assertThat(store.delete(Namespace.DEFAULT, DB)).isFalse();
    }

    @Test
    void everyCharacterOfAValueIsKept() {
        for (String value :
                List.of("", "plain", "two\nlines\r\n", " \t\u00e9\ud83d\ude00: {}#'\"", "x".repeat(65_536))) {
            store.put(Namespace.DEFAULT, DB, new SecretValue(value));

            assertThat(store.get(Namespace.DEFAULT, DB).orElseThrow().reveal()).isEqualTo(value);
        }
    }

    @Test
    void theLastValueCounts() {
        store.put(Namespace.DEFAULT, DB, new SecretValue("long ago"));

        store.put(Namespace.DEFAULT, DB, new SecretValue("now"));

        assertThat(store.get(Namespace.DEFAULT, DB)).contains(new SecretValue("now"));
        assertThat(store.list(Namespace.DEFAULT)).hasSize(1);
    }

    @Test
    void theyAreListedByNameWithTheTimeOfTheirChange() {
        Instant before = Instant.now().minusSeconds(5);
        store.put(Namespace.DEFAULT, new SecretName("z"), new SecretValue("1"));
        store.put(Namespace.DEFAULT, new SecretName("a"), new SecretValue("2"));

        assertThat(store.list(Namespace.DEFAULT))
                .extracting(info -> info.name().value())
                .containsExactly("a", "z");
        assertThat(store.list(Namespace.DEFAULT))
                .allSatisfy(info -> assertThat(info.updatedAt()).isAfter(before));
    }

    @Test
    void whatWasDeletedIsGone() {
        store.put(Namespace.DEFAULT, DB, new SecretValue("x"));

        assertThat(store.delete(Namespace.DEFAULT, DB)).isTrue();

        assertThat(store.get(Namespace.DEFAULT, DB)).isEmpty();
        assertThat(store.list(Namespace.DEFAULT)).isEmpty();
    }

    @Test
    void aNameMeansNothingInAnotherNamespace() {
        Namespace other = new Namespace("team-a");
        store.put(Namespace.DEFAULT, DB, new SecretValue("here"));
        store.put(other, DB, new SecretValue("there"));
        store.put(other, new SecretName("more"), new SecretValue("x"));

        assertThat(store.get(Namespace.DEFAULT, DB)).contains(new SecretValue("here"));
        assertThat(store.get(other, DB)).contains(new SecretValue("there"));
        assertThat(store.get(Namespace.DEFAULT, new SecretName("more"))).isEmpty();
        assertThat(store.list(Namespace.DEFAULT)).hasSize(1);
        assertThat(store.list(other)).hasSize(2);
        assertThat(store.ids())
                .containsExactlyInAnyOrder(
                        new SecretId(Namespace.DEFAULT, DB),
                        new SecretId(other, DB),
                        new SecretId(other, new SecretName("more")));
        assertThat(store.delete(Namespace.DEFAULT, DB)).isTrue();
        assertThat(store.get(other, DB)).contains(new SecretValue("there"));
    }

    @Test
    void whatOneGatewayHasPutTheOtherSeesAndIsToldOf() throws Exception {
        store.put(Namespace.DEFAULT, DB, new SecretValue("before"));
        Set<SecretId> told = ConcurrentHashMap.newKeySet();
        SecretId db = new SecretId(Namespace.DEFAULT, DB);
        SecretName fresh = new SecretName("fresh");
        try (SecretStore other = openAgain()) {
            other.watch(told::add);
            store.put(Namespace.DEFAULT, DB, new SecretValue("after!"));
            assertThat(other.get(Namespace.DEFAULT, DB)).contains(new SecretValue("after!"));
            await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(db));
            store.put(Namespace.DEFAULT, fresh, new SecretValue("x"));
            await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(new SecretId(Namespace.DEFAULT, fresh)));
            told.clear();
            assertThat(store.delete(Namespace.DEFAULT, DB)).isTrue();
            assertThat(other.get(Namespace.DEFAULT, DB)).isEmpty();
            await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(db));
        }
    }

    @Test
    void nobodysPutIsLostWhenAnotherGatewayStarts() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            Future<?> starting = threads.submit(() -> {
                while (!over.get()) {
                    try (SecretStore other = openAgain()) {
                        assertThat(other.list(Namespace.DEFAULT)).hasSizeBetween(0, 1);
                    }
                }
                return over;
            });
            try {
                for (int i = 0; i < 20; i++) {
                    store.put(Namespace.DEFAULT, DB, new SecretValue("value " + i));
                    assertThat(store.get(Namespace.DEFAULT, DB)).contains(new SecretValue("value " + i));
                }
            } finally {
                over.set(true);
            }
            starting.get();
        }
    }

    @Test
    void whoWatchesIsToldOfEveryChangeUntilTheWatchIsClosed() {
        Set<SecretId> told = ConcurrentHashMap.newKeySet();
        SecretName other = new SecretName("other");
        SecretId db = new SecretId(Namespace.DEFAULT, DB);
        SecretId there = new SecretId(new Namespace("team-a"), other);
        store.put(Namespace.DEFAULT, DB, new SecretValue("before"));
        SecretStore.Watch watch = store.watch(told::add);

        store.put(Namespace.DEFAULT, DB, new SecretValue("after"));
        await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(db));
        store.put(there.namespace(), other, new SecretValue("x"));
        await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(there));
        told.clear();
        assertThat(store.delete(Namespace.DEFAULT, DB)).isTrue();
        await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(db));

        watch.close();
        SecretName late = new SecretName("late");
        store.put(Namespace.DEFAULT, late, new SecretValue("x"));
        assertThat(told).doesNotContain(new SecretId(Namespace.DEFAULT, late));
    }
}
