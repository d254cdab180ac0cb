package dev.sluice.events.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.payload.Payload;
import dev.sluice.events.workqueue.QueueItems.Offer;
import dev.sluice.events.workqueue.QueueItems.Task;
import dev.sluice.events.workqueue.UnwrittenItems.Change;
import dev.sluice.events.workqueue.source.ListedItem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueItemsTest {

    private static final ItemEnd DONE = new ItemEnd.Done(1, Optional.empty());

    private final QueueItems items = new QueueItems();

    private static ItemEnd failed(Optional<Duration> after) {
        return new ItemEnd.Failed(0, 1, after, Optional.empty(), "threw It threw.");
    }

    private Offer offer(String name, String version, long scan) {
        return items.offer(new ListedItem(name, version), scan, true, 0);
    }

    private Task next(long now) {
        return items.next(100, now).orElseThrow();
    }

    @Test
    void anItemThatIsListedTwiceIsWorkedOnOnceInItsFirstVersion() {
        assertThat(offer("a", "1", 1)).isEqualTo(Offer.NEW);
        assertThat(offer("a", "2", 1)).isEqualTo(Offer.TWICE);
        assertThat(offer("a", "1", 2)).isEqualTo(Offer.KNOWN);

        assertThat(next(0).standing().version()).isEqualTo("1");
        assertThat(items.next(100, 0)).isEmpty();
    }

    @Test
    void anotherVersionIsWorkedOnTooAlsoWhereItComesMeanwhile() {
        offer("a", "1", 1);
        Task first = next(0);
        assertThat(offer("a", "2", 2)).isEqualTo(Offer.CHANGED);
        assertThat(items.next(100, 0)).isEmpty();
        items.end(first, DONE, 1, 5);

        Task second = next(5);
        assertThat(second.standing().version()).isEqualTo("2");
        items.end(second, DONE, 1, 6);
        assertThat(items.offer(new ListedItem("a", "3"), 3, false, 7)).isEqualTo(Offer.KNOWN);
        assertThat(items.next(100, 7)).isEmpty();
    }

    @Test
    void whatFailsWaitsForItsTimeAndIsParkedInTheEndUntilSomebodyWantsIt() {
        offer("a", "", 1);
        items.end(next(0), failed(Optional.of(Duration.ofMillis(50))), 1, 10);
        assertThat(items.next(100, 59)).isEmpty();
        Task again = next(60);
        assertThat(again.standing().counted()).isEqualTo(1);
        items.end(again, failed(Optional.empty()), 1, 70);

        assertThat(items.counts().parked()).isEqualTo(1);
        assertThat(items.next(100, 1_000_000)).isEmpty();
        assertThat(items.retry("b", 80)).isFalse();
        assertThat(items.retry("a", 80)).isTrue();
        assertThat(items.retry("a", 80)).isFalse();
        assertThat(next(80).standing().counted()).isZero();
    }

    @Test
    void noMoreAreWorkedOnThanMayBeAndThoseThatAreDueComeFirst() {
        offer("a", "", 1);
        offer("b", "", 1);
        offer("c", "", 1);
        Task a = items.next(2, 0).orElseThrow();
        assertThat(items.next(2, 0)).isPresent();
        assertThat(items.next(2, 0)).isEmpty();
        items.end(a, failed(Optional.of(Duration.ofMillis(5))), 1, 0);

        assertThat(items.next(2, 5).orElseThrow().item()).isEqualTo("a");
        assertThat(items.next(2, 5)).isEmpty();
        assertThat(items.next(3, 5).orElseThrow().item()).isEqualTo("c");
    }

    @Test
    void whatIsOverAndNotListedAnyMoreIsForgottenAndNothingElse() {
        for (String name : List.of("gone", "listed", "young", "open")) {
            offer(name, "", 1);
        }
        items.end(next(0), DONE, 1, 10);
        items.end(next(0), DONE, 1, 10);
        items.end(next(0), DONE, 1, 50);
        offer("listed", "", 2);
        items.changes(100, 100);

        items.forget(2, 50);

        assertThat(items.changes(100, 100)).containsExactly(new Change("gone", Optional.empty(), Optional.empty()));
        assertThat(items.counts()).isEqualTo(new ItemCounts(1, 0, 2, 0, 0));
    }

    @Test
    void anAnswerThatTakesThePlaceOfOneThatIsNotWrittenCountsAlone() {
        for (int version = 1; version <= 3; version++) {
            offer("a", Integer.toString(version), version);
            KeptAnswer answer = answer(Integer.toString(version), true);
            items.end(next(0), new ItemEnd.Done(1, Optional.of(answer)), 1, 10);
            assertThat(items.answerBytes()).isEqualTo(1_000);
        }

        assertThat(items.changes(100, 100)).hasSize(1);
        assertThat(items.answerBytes()).isZero();
    }

    private static KeptAnswer answer(String version, boolean last) {
        Payload content = Payload.of(ByteBuffer.allocate(1_000));
        return new KeptAnswer("a", version, 1, 200, Optional.empty(), last, content);
    }

    @Test
    void whatFunctionsMadeOfAnItemIsAtHandUntilItIsWritten() {
        KeptAnswer made = answer("1", false);
        offer("a", "1", 1);
        items.end(next(0), new ItemEnd.Ended(1, Optional.of(made)), 2, 0);

        assertThat(nextEnds()).as("not taken to be written").contains(made);
        items.changes(100, 10_000);
        assertThat(nextEnds()).as("it is being written").contains(made);
        items.changes(100, 10_000);
        assertThat(nextEnds()).as("it is written").isEmpty();
    }

    private Optional<KeptAnswer> nextEnds() {
        Task task = next(0);
        items.end(task, new ItemEnd.Ended(1, Optional.empty()), 2, 0);
        return task.unwritten();
    }

    /** A queue that is dropped at any time and made anew of what was written does all of it, and writes each end of a version once. */
    @Test
    void whatWasWrittenIsEnoughToGoOnWheneverAllElseIsLost() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, ItemStanding> kept = new HashMap<>();
        Map<String, Integer> doneWritten = new HashMap<>();
        QueueItems present = new QueueItems();
        List<Task> running = new ArrayList<>();
        for (int turn = 0; turn < 20_000; turn++) {
            switch (random.nextInt(6)) {
                case 0 -> present.offer(new ListedItem("i" + random.nextInt(50), ""), turn, true, turn);
                case 1 -> present.next(5, turn).ifPresent(running::add);
                case 2, 3 -> {
                    if (!running.isEmpty()) {
                        Task task = running.remove(random.nextInt(running.size()));
                        present.end(
                                task,
                                random.nextInt(3) == 0 ? failed(Optional.of(Duration.ofMillis(3))) : DONE,
                                1,
                                turn);
                    }
                }
                case 4 -> write(present, kept, doneWritten);
                default -> {
                    if (random.nextInt(20) == 0) {
                        present = restored(kept);
                        running.clear();
                    }
                }
            }
        }
        present = restored(kept);
        for (int i = 0; i < 50; i++) {
            present.offer(new ListedItem("i" + i, ""), 20_001, true, 20_001);
        }
        for (Optional<Task> task = present.next(1, 30_000); task.isPresent(); task = present.next(1, 30_000)) {
            present.end(task.get(), DONE, 1, 30_000);
        }
        write(present, kept, doneWritten);

        assertThat(doneWritten)
                .as("seed %s", seed)
                .hasSize(50)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        assertThat(present.counts()).as("seed %s", seed).isEqualTo(new ItemCounts(0, 0, 50, 0, 0));
    }

    private static void write(QueueItems present, Map<String, ItemStanding> kept, Map<String, Integer> doneWritten) {
        for (Change change : present.changes(1_000, 1_000)) {
            ItemStanding standing =
                    ItemStanding.read(change.standing().orElseThrow().bytes());
            assertThat(standing).isEqualTo(change.standing().orElseThrow());
            kept.put(change.item(), standing);
            if (standing.state() == ItemState.DONE) {
                doneWritten.merge(change.item(), 1, Integer::sum);
            }
        }
    }

    private static QueueItems restored(Map<String, ItemStanding> kept) {
        QueueItems made = new QueueItems();
        kept.forEach(made::restore);
        made.begin();
        return made;
    }
}
