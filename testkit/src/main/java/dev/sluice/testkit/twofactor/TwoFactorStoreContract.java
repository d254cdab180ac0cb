package dev.sluice.testkit.twofactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.twofactor.RecordKey;
import dev.sluice.core.twofactor.TwoFactorStore;
import dev.sluice.core.twofactor.TwoFactorStore.Kept;
import dev.sluice.core.twofactor.TwoFactorStore.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link TwoFactorStore} must do. */
@Timeout(60)
public abstract class TwoFactorStoreContract {

    private static final RecordKey ANN = new RecordKey("ann");
    private static final RecordKey BOB = new RecordKey("Bob-_9");

    @SuppressWarnings("NullAway.Init")
    private TwoFactorStore store;

    /** An empty store. */
    protected abstract TwoFactorStore open() throws Exception;

    /** What another gateway, or the next process, sees of the store that {@link #open} made; maybe the same object. */
    protected abstract TwoFactorStore openAgain() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @Test
    void anEmptyOneHasNothing() {
        assertThat(store.get(ANN)).isEmpty();
        assertThat(store.keys(10)).isEmpty();
        assertThat(store.delete(ANN)).isFalse();
    }

    @Test
    void whatWasPutIsThereForAllWhoShareIt() throws Exception {
        String value = "x".repeat(TwoFactorStore.MAX_VALUE);

        assertThat(store.put(ANN, value, Mark.NONE, Instant.MAX)).isTrue();

        assertThat(openAgain().get(ANN)).map(Kept::value).contains(value);
        assertThat(openAgain().keys(10)).containsExactly(ANN);
    }

    @Test
    void aFirstRecordIsRefusedWhereThereIsOne() {
        store.put(ANN, "one", Mark.NONE, Instant.MAX);

        assertThat(store.put(ANN, "two", Mark.NONE, Instant.MAX)).isFalse();

        assertThat(store.get(ANN)).map(Kept::value).contains("one");
    }

    @Test
    void aRecordIsReplacedOnlyByWhoSawItLast() throws Exception {
        store.put(ANN, "one", Mark.NONE, Instant.MAX);
        Mark seen = mark(ANN);
        assertThat(store.put(ANN, "two", seen, Instant.MAX)).isTrue();

        assertThat(openAgain().put(ANN, "three", seen, Instant.MAX)).isFalse();

        assertThat(store.get(ANN)).map(Kept::value).contains("two");
    }

    @Test
    void aMarkIsNeverUsedAgain() {
        store.put(ANN, "same", Mark.NONE, Instant.MAX);
        Mark first = mark(ANN);
        store.delete(ANN);
        store.put(ANN, "same", Mark.NONE, Instant.MAX);

        assertThat(store.put(ANN, "late", first, Instant.MAX)).isFalse();

        assertThat(mark(ANN)).isNotEqualTo(first);
    }

    @Test
    void aRecordThatIsNotThereCannotBeReplaced() {
        store.put(ANN, "one", Mark.NONE, Instant.MAX);
        Mark seen = mark(ANN);
        store.delete(ANN);

        assertThat(store.put(ANN, "two", seen, Instant.MAX)).isFalse();

        assertThat(store.get(ANN)).isEmpty();
    }

    @Test
    void anExpiredRecordIsNone() {
        store.put(ANN, "short", Mark.NONE, Instant.now().plusMillis(150));
        store.put(BOB, "long", Mark.NONE, Instant.now().plusSeconds(600));

        await().atMost(Duration.ofSeconds(10)).until(() -> store.get(ANN).isEmpty());

        assertThat(store.keys(10)).containsExactly(BOB);
        assertThat(store.put(ANN, "again", Mark.NONE, Instant.MAX)).isTrue();
        assertThat(store.get(ANN)).map(Kept::value).contains("again");
    }

    @Test
    void aRecordCanBeMadeToStay() {
        store.put(ANN, "short", Mark.NONE, Instant.now().plusMillis(300));
        store.put(ANN, "kept", mark(ANN), Instant.MAX);
        store.put(BOB, "gone", Mark.NONE, Instant.now().plusMillis(600));

        await().atMost(Duration.ofSeconds(10)).until(() -> store.get(BOB).isEmpty());

        assertThat(store.get(ANN)).map(Kept::value).contains("kept");
    }

    @Test
    void whatWasDeletedIsGone() throws Exception {
        store.put(ANN, "x", Mark.NONE, Instant.MAX);

        assertThat(store.delete(ANN)).isTrue();

        assertThat(openAgain().get(ANN)).isEmpty();
        assertThat(store.keys(10)).isEmpty();
    }

    @Test
    void noMoreKeysAreToldThanWereAskedFor() {
        for (int i = 0; i < 30; i++) {
            store.put(new RecordKey("user" + i), "x", Mark.NONE, Instant.MAX);
        }

        assertThat(store.keys(30)).doesNotHaveDuplicates().hasSize(30);
        assertThat(store.keys(7)).hasSize(7);
    }

    @Test
    void ofManyAtOnceExactlyOneIsFirst() throws Exception {
        store.put(ANN, "start", Mark.NONE, Instant.MAX);
        TwoFactorStore other = openAgain();
        Mark seen = mark(ANN);
        CountDownLatch gate = new CountDownLatch(1);
        List<Future<Boolean>> tries = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 32; i++) {
                String value = "try" + i;
                TwoFactorStore mine = i % 2 == 0 ? store : other;
                tries.add(threads.submit(() -> {
                    gate.await();
                    return mine.put(ANN, value, seen, Instant.MAX);
                }));
            }
            gate.countDown();
        }

        assertThat(tries).extracting(Future::get).containsOnlyOnce(true);
    }

    private Mark mark(RecordKey key) {
        return store.get(key).orElseThrow().mark();
    }
}
