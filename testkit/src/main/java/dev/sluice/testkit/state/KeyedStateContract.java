package dev.sluice.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link KeyedState} must do. */
@Timeout(60)
public abstract class KeyedStateContract {

    private static final String AREA = "two-factor";
    private static final StateKey ANN = new StateKey(AREA, "ann");
    private static final StateKey BOB = new StateKey(AREA, "Bob-_9.x");

    @SuppressWarnings("NullAway.Init")
    private KeyedState store;

    /** An empty store. */
    protected abstract KeyedState open() throws Exception;

    /** What another gateway, or the next process, sees of the store that {@link #open} made; maybe the same object. */
    protected abstract KeyedState openAgain() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @Test
    void anEmptyOneHasNothing() {
        assertThat(store.get(ANN)).isEmpty();
        assertThat(store.keys(AREA, 10)).isEmpty();
        assertThat(store.delete(ANN)).isFalse();
    }

    @Test
    void whatWasPutIsThereForAllWhoShareIt() throws Exception {
        String value = "x".repeat(KeyedState.MAX_VALUE);

        assertThat(store.put(ANN, value, Version.NONE, Instant.MAX)).isPresent();

        assertThat(openAgain().get(ANN)).map(Entry::value).contains(value);
        assertThat(openAgain().keys(AREA, 10)).containsExactly(ANN);
    }

    @Test
    void aFirstRecordIsRefusedWhereThereIsOne() {
        store.put(ANN, "one", Version.NONE, Instant.MAX);

        assertThat(store.put(ANN, "two", Version.NONE, Instant.MAX)).isEmpty();

        assertThat(store.get(ANN)).map(Entry::value).contains("one");
    }

    @Test
    void aRecordIsReplacedOnlyByWhoSawItLast() throws Exception {
        store.put(ANN, "one", Version.NONE, Instant.MAX);
        Version seen = version(ANN);
        assertThat(store.put(ANN, "two", seen, Instant.MAX)).isPresent();

        assertThat(openAgain().put(ANN, "three", seen, Instant.MAX)).isEmpty();

        assertThat(store.get(ANN)).map(Entry::value).contains("two");
    }

    @Test
    void aVersionOnlyGrows() {
        store.put(ANN, "same", Version.NONE, Instant.MAX);
        Version first = version(ANN);
        store.delete(ANN);
        store.put(ANN, "same", Version.NONE, Instant.MAX);

        assertThat(store.put(ANN, "late", first, Instant.MAX)).isEmpty();

        assertThat(version(ANN)).isGreaterThan(first);
    }

    @Test
    void aRecordThatIsNotThereCannotBeReplaced() {
        store.put(ANN, "one", Version.NONE, Instant.MAX);
        Version seen = version(ANN);
        store.delete(ANN);

        assertThat(store.put(ANN, "two", seen, Instant.MAX)).isEmpty();

        assertThat(store.get(ANN)).isEmpty();
    }

    @Test
    void anExpiredRecordIsNone() {
        store.put(ANN, "short", Version.NONE, Instant.now().plusMillis(150));
        store.put(BOB, "long", Version.NONE, Instant.now().plusSeconds(600));

        await().atMost(Duration.ofSeconds(10)).until(() -> store.get(ANN).isEmpty());

        assertThat(store.keys(AREA, 10)).containsExactly(BOB);
        assertThat(store.put(ANN, "again", Version.NONE, Instant.MAX)).isPresent();
        assertThat(store.get(ANN)).map(Entry::value).contains("again");
    }

    @Test
    void aRecordCanBeMadeToStay() {
        store.put(ANN, "short", Version.NONE, Instant.now().plusMillis(300));
        store.put(ANN, "kept", version(ANN), Instant.MAX);
        store.put(BOB, "gone", Version.NONE, Instant.now().plusMillis(600));

        await().atMost(Duration.ofSeconds(10)).until(() -> store.get(BOB).isEmpty());

        assertThat(store.get(ANN)).map(Entry::value).contains("kept");
    }

    @Test
    void whatWasDeletedIsGone() throws Exception {
        store.put(ANN, "x", Version.NONE, Instant.MAX);

        assertThat(store.delete(ANN)).isTrue();

        assertThat(openAgain().get(ANN)).isEmpty();
        assertThat(store.keys(AREA, 10)).isEmpty();
    }

    @Test
    void noMoreKeysAreToldThanWereAskedFor() {
        for (int i = 0; i < 30; i++) {
            store.put(new StateKey(AREA, "user" + i), "x", Version.NONE, Instant.MAX);
        }

        assertThat(store.keys(AREA, 30)).doesNotHaveDuplicates().hasSize(30);
        assertThat(store.keys(AREA, 7)).hasSize(7);
    }

    @Test
    void ofManyAtOnceExactlyOneIsFirst() throws Exception {
        store.put(ANN, "start", Version.NONE, Instant.MAX);
        KeyedState other = openAgain();
        Version seen = version(ANN);
        CountDownLatch gate = new CountDownLatch(1);
        List<Future<Optional<Version>>> tries = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 32; i++) {
                String value = "try" + i;
                KeyedState mine = i % 2 == 0 ? store : other;
                tries.add(threads.submit(() -> {
                    gate.await();
                    return mine.put(ANN, value, seen, Instant.MAX);
                }));
            }
            gate.countDown();
        }

        assertThat(tries).filteredOn(tried -> tried.resultNow().isPresent()).hasSize(1);
    }

    @Test
    void aPutTellsTheVersionThatItMade() {
        Version first = store.put(ANN, "one", Version.NONE, Instant.MAX).orElseThrow();
        Version second = store.put(ANN, "two", first, Instant.MAX).orElseThrow();

        assertThat(second).isEqualTo(version(ANN)).isGreaterThan(first);
    }

    @Test
    void aVersionGrowsAlsoAfterAnExpiry() {
        Version first = store.put(ANN, "short", Version.NONE, Instant.now().plusMillis(150))
                .orElseThrow();
        await().atMost(Duration.ofSeconds(10)).until(() -> store.get(ANN).isEmpty());

        assertThat(store.put(ANN, "next", first, Instant.MAX)).isEmpty();
        assertThat(store.put(ANN, "next", Version.NONE, Instant.MAX))
                .hasValueSatisfying(next -> assertThat(next).isGreaterThan(first));
    }

    @Test
    void aRecordIsRemovedOnlyByWhoSawItLast() {
        Version first = store.put(ANN, "mine", Version.NONE, Instant.MAX).orElseThrow();
        Version second = store.put(ANN, "another's", first, Instant.MAX).orElseThrow();

        assertThat(store.delete(ANN, first)).isFalse();
        assertThat(store.delete(ANN, Version.NONE)).isFalse();
        assertThat(store.delete(ANN, second)).isTrue();
        assertThat(store.delete(ANN, second)).isFalse();
        assertThat(store.delete(ANN, Version.NONE)).isFalse();
    }

    @Test
    void areasDoNotMix() {
        StateKey other = new StateKey("other", ANN.name());
        store.put(ANN, "one", Version.NONE, Instant.MAX);

        assertThat(store.get(other)).isEmpty();
        assertThat(store.put(other, "two", Version.NONE, Instant.MAX)).isPresent();
        assertThat(store.keys(AREA, 10)).containsExactly(ANN);
        assertThat(store.keys("other", 10)).containsExactly(other);
    }

    @Test
    void aValueMayHaveBlanksAndBeEmpty() throws Exception {
        store.put(ANN, " a  b ", Version.NONE, Instant.MAX);
        store.put(BOB, "", Version.NONE, Instant.MAX);

        assertThat(openAgain().get(ANN)).map(Entry::value).contains(" a  b ");
        assertThat(openAgain().get(BOB)).map(Entry::value).contains("");
    }

    @Test
    void whatCannotBeKeptIsRefused() {
        assertThatThrownBy(() -> store.put(ANN, "x".repeat(KeyedState.MAX_VALUE + 1), Version.NONE, Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A value of keyed state has at most 65536 characters, and this one has 65537");
        assertThatThrownBy(() -> store.put(ANN, "two\nlines", Version.NONE, Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A value of keyed state has printable characters of US-ASCII only");
        assertThat(store.get(ANN)).isEmpty();
    }

    @Test
    void changesOfAnybodyAreTold() throws Exception {
        KeyedState other = openAgain();
        Semaphore told = new Semaphore(0);
        try (KeyedState.Watch _ = store.watch(ANN, told::release)) {
            Version first = other.put(ANN, "one", Version.NONE, Instant.MAX).orElseThrow();
            awaitTold(told);
            other.put(ANN, "two", first, Instant.MAX);
            awaitTold(told);
            store.delete(ANN);
            awaitTold(told);
        }
    }

    @Test
    void whoeverIsToldSeesTheChange() throws Exception {
        KeyedState other = openAgain();
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (KeyedState.Watch _ =
                store.watch(ANN, () -> seen.add(store.get(ANN).map(Entry::value).orElse("none")))) {
            Version at = Version.NONE;
            for (int i = 1; i <= 100; i++) {
                at = other.put(ANN, "v" + i, at, Instant.MAX).orElseThrow();
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> seen.contains("v100"));
        }
    }

    @Test
    void whoeverDoesNotWatchIsNotTold() throws Exception {
        Semaphore told = new Semaphore(0);
        Semaphore ended = new Semaphore(0);
        store.watch(ANN, ended::release).close();
        try (KeyedState.Watch _ = store.watch(BOB, told::release)) {
            openAgain().put(ANN, "one", Version.NONE, Instant.MAX);
            openAgain().put(BOB, "one", Version.NONE, Instant.MAX);
            awaitTold(told);
        }

        assertThat(ended.availablePermits()).isZero();
    }

    @Test
    void manyAtOnceAreInOneOrder() throws Exception {
        long seed = System.nanoTime();
        KeyedState other = openAgain();
        History history = new History();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < 4; client++) {
                RecordingClient recording =
                        new RecordingClient("c" + client, client % 2 == 0 ? store : other, new Random(seed + client));
                threads.submit(() -> recording.run(AREA, 40, _ -> {}, history::add));
            }
        }

        assertThat(history.steps()).hasSizeGreaterThanOrEqualTo(160);
        assertThat(Linearizability.violation(history.steps()))
                .as("seed " + seed)
                .isEmpty();
    }

    private static void awaitTold(Semaphore told) throws InterruptedException {
        assertThat(told.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }

    private Version version(StateKey key) {
        return store.get(key).orElseThrow().version();
    }
}
