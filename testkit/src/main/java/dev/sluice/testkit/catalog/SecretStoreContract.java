package dev.sluice.testkit.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
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
        assertThat(store.get(DB)).isEmpty();
        assertThat(store.list()).isEmpty();
        assertThat(store.delete(DB)).isFalse();
    }

    @Test
    void everyCharacterOfAValueIsKept() {
        for (String value :
                List.of("", "plain", "two\nlines\r\n", " \t\u00e9\ud83d\ude00: {}#'\"", "x".repeat(65_536))) {
            store.put(DB, new SecretValue(value));

            assertThat(store.get(DB).orElseThrow().reveal()).isEqualTo(value);
        }
    }

    @Test
    void theLastValueCounts() {
        store.put(DB, new SecretValue("long ago"));

        store.put(DB, new SecretValue("now"));

        assertThat(store.get(DB)).contains(new SecretValue("now"));
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void theyAreListedByNameWithTheTimeOfTheirChange() {
        Instant before = Instant.now().minusSeconds(5);
        store.put(new SecretName("z"), new SecretValue("1"));
        store.put(new SecretName("a"), new SecretValue("2"));

        assertThat(store.list()).extracting(info -> info.name().value()).containsExactly("a", "z");
        assertThat(store.list()).allSatisfy(info -> assertThat(info.updatedAt()).isAfter(before));
    }

    @Test
    void whatWasDeletedIsGone() {
        store.put(DB, new SecretValue("x"));

        assertThat(store.delete(DB)).isTrue();

        assertThat(store.get(DB)).isEmpty();
        assertThat(store.list()).isEmpty();
    }

    @Test
    void whatOneGatewayHasPutTheOtherSeesAndIsToldOf() throws Exception {
        store.put(DB, new SecretValue("before"));
        Set<SecretName> told = ConcurrentHashMap.newKeySet();
        SecretName fresh = new SecretName("fresh");
        try (SecretStore other = openAgain()) {
            other.watch(told::add);
            store.put(DB, new SecretValue("after!"));
            assertThat(other.get(DB)).contains(new SecretValue("after!"));
            await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(DB));
            store.put(fresh, new SecretValue("x"));
            await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(fresh));
            told.clear();
            store.delete(DB);
            assertThat(other.get(DB)).isEmpty();
            await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(DB));
        }
    }

    @Test
    void nobodysPutIsLostWhenAnotherGatewayStarts() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            Future<?> starting = threads.submit(() -> {
                while (!over.get()) {
                    try (SecretStore other = openAgain()) {
                        assertThat(other.list()).hasSizeBetween(0, 1);
                    }
                }
                return over;
            });
            try {
                for (int i = 0; i < 20; i++) {
                    store.put(DB, new SecretValue("value " + i));
                    assertThat(store.get(DB)).contains(new SecretValue("value " + i));
                }
            } finally {
                over.set(true);
            }
            starting.get();
        }
    }

    @Test
    void whoWatchesIsToldOfEveryChangeUntilTheWatchIsClosed() {
        Set<SecretName> told = ConcurrentHashMap.newKeySet();
        SecretName other = new SecretName("other");
        store.put(DB, new SecretValue("before"));
        SecretStore.Watch watch = store.watch(told::add);

        store.put(DB, new SecretValue("after"));
        await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(DB));
        store.put(other, new SecretValue("x"));
        await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(other));
        told.clear();
        store.delete(DB);
        await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(DB));

        watch.close();
        SecretName late = new SecretName("late");
        store.put(late, new SecretValue("x"));
        assertThat(told).doesNotContain(late);
    }
}
