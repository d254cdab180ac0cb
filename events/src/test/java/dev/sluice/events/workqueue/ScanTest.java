package dev.sluice.events.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.workqueue.source.Content;
import dev.sluice.events.workqueue.source.ItemSource;
import dev.sluice.events.workqueue.source.ListedItem;
import dev.sluice.events.workqueue.source.Listing;
import dev.sluice.events.workqueue.source.ListingReader;
import dev.sluice.events.workqueue.source.SourceFault;
import dev.sluice.testkit.time.VirtualTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScanTest {

    private static final Duration RESCAN = Duration.ofSeconds(30);
    private static final ItemEnd DONE = new ItemEnd.Done(1, Optional.empty());

    private final VirtualTime time = new VirtualTime();
    private final QueueItems items = new QueueItems();
    private final Scan scan = new Scan(items, time, new Random(1));
    private WorkQueueSettings settings = WorkQueueGateway.settings(Map.of("keep", "1h"));
    private Pages source = new Pages();

    /** Answers what is asked when the test says so. */
    private static final class Pages implements ItemSource {
        private final List<String> asked = new ArrayList<>();
        private CompletableFuture<Listing> answer = new CompletableFuture<>();

        @Override
        public CompletionStage<Listing> list(Optional<String> next) {
            asked.add(next.orElse("first"));
            answer = new CompletableFuture<>();
            return answer;
        }

        @Override
        public CompletionStage<Content> content(String name) {
            throw new AssertionError("nobody asks for " + name);
        }

        void page(String version, String next, String... names) {
            page(version, next, false, names);
        }

        void page(String version, String next, boolean done, String... names) {
            answer.complete(new Listing(
                    Stream.of(names).map(name -> new ListedItem(name, "")).toList(),
                    Optional.of(version).filter(text -> !text.isEmpty()),
                    Optional.of(next).filter(text -> !text.isEmpty()),
                    done));
        }

        void fails() {
            answer.completeExceptionally(new SourceFault(SourceFault.Why.PASSING, "It broke."));
        }
    }

    private void tick() {
        scan.tick(() -> source, () -> settings, () -> {});
    }

    private void tickAfter(Duration pause) {
        time.pass(pause);
        tick();
    }

    /** Begins those that wait. */
    private List<String> begun() {
        return Stream.generate(() -> items.next(1_000, time.millis()))
                .takeWhile(Optional::isPresent)
                .map(task -> task.get().item())
                .toList();
    }

    @Test
    void whatASourceSaysOfItsListIsToldUntilTheNextOneIsRead() {
        tick();
        source.answer.complete(
                new Listing(List.of(), Optional.empty(), Optional.of("more"), false, "Two of them are odd."));
        source.page("", "", "a");
        assertThat(scan.seen().problem()).isEqualTo("Two of them are odd.");

        tickAfter(RESCAN);
        source.page("", "", "a");

        assertThat(scan.seen().problem()).isEmpty();
    }

    @Test
    void aListOfWhichAPageWasNotReadIsReadAgainThoughItsVersionIsTheSame() {
        tick();
        source.page("7", "2", "a");
        source.fails();
        tickAfter(Duration.ofMinutes(1));
        source.page("7", "2", "a");
        source.page("", "", "b");

        assertThat(begun()).containsExactly("a", "b");
        tickAfter(RESCAN);
        source.page("7", "2", "a");
        assertThat(source.asked).containsExactly("first", "2", "first", "2", "first");
    }

    @Test
    void whatIsNotListedAnyMoreIsForgottenAlsoWhereTheListStaysTheSame() {
        tick();
        source.page("1", "", "a", "b");
        for (Optional<QueueItems.Task> task = items.next(9, 0); task.isPresent(); task = items.next(9, 0)) {
            items.end(task.get(), DONE, 1, time.millis());
        }
        tickAfter(RESCAN);
        source.page("2", "", "b");
        assertThat(items.counts().done()).isEqualTo(2);

        tickAfter(Duration.ofHours(2));
        source.page("2", "", "b");

        assertThat(items.counts().done()).isEqualTo(1);
    }

    @Test
    void whoWantsItListedAgainInTheMiddleOfAListHasThatReadToItsEndAndThenAnother() {
        tick();
        source.page("7", "2", "a");
        scan.again();
        source.page("", "", true, "b");

        assertThat(scan.seen().ends()).isFalse();
        assertThat(source.asked).containsExactly("first", "2", "first");
        source.page("7", "", true, "a", "b", "c");
        assertThat(begun()).containsExactly("a", "b", "c");
        assertThat(scan.seen().ends()).isTrue();
    }

    @Test
    void ofAnotherSourceTheFirstPageIsAskedForAndNothingOfTheOldOneCounts() {
        Pages old = source;
        tick();
        old.page("7", "2", "a");
        source = new Pages();
        scan.anew();
        tick();
        assertThat(source.asked).isEmpty();
        old.page("", "", true, "b");

        assertThat(source.asked).containsExactly("first");
        source.page("7", "", "c");
        assertThat(begun()).containsExactly("a", "c");
    }

    @Test
    void nothingIsListedWhileItIsPausedAlsoInTheMiddleOfAList() {
        tick();
        settings = WorkQueueGateway.settings(Map.of("paused", true));
        source.page("", "2", "a");
        tickAfter(Duration.ofHours(1));
        assertThat(source.asked).containsExactly("first");
        settings = WorkQueueGateway.settings(Map.of());
        tick();

        assertThat(source.asked).containsExactly("first", "2");
    }

    /** A source of very many items, whose pages are made when they are asked for. */
    private record Many(int count, int onPage, List<Integer> asked) implements ItemSource {

        @Override
        public CompletionStage<Listing> list(Optional<String> next) {
            int from = next.map(Integer::parseInt).orElse(0);
            asked.add(from);
            int until = Math.min(count, from + onPage);
            IntFunction<String> item = i -> "{\"name\": \"folder/picture-" + i + ".jpg\", \"version\": \"v" + i + "\"}";
            String json =
                    IntStream.range(from, until).mapToObj(item).collect(Collectors.joining(",", "{\"items\": [", "]"))
                            + (until < count ? ", \"next\": \"" + until + "\"}" : ", \"done\": true}");
            try {
                return CompletableFuture.completedStage(
                        ListingReader.read(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8))));
            } catch (SourceFault e) {
                return CompletableFuture.failedStage(e);
            }
        }

        @Override
        public CompletionStage<Content> content(String name) {
            throw new AssertionError("nobody asks for " + name);
        }
    }

    @Test
    void ofVeryManyItemsNoMoreAreReadThanWaitAndAllAreDoneOnce() {
        int all = 120_000;
        int onPage = 1_000;
        Many many = new Many(all, onPage, new ArrayList<>());
        scan.tick(() -> many, () -> settings, () -> {});
        assertThat(items.counts().waiting()).isEqualTo(Scan.MOST_OPEN);
        assertThat(many.asked()).hasSize(Scan.MOST_OPEN / onPage);

        int done = 0;
        int written = 0;
        for (Optional<QueueItems.Task> task = items.next(1, 0); task.isPresent(); task = items.next(1, 0)) {
            assertThat(task.get().item()).isEqualTo("folder/picture-" + done + ".jpg");
            items.end(task.get(), DONE, 1, 0);
            done++;
            scan.tick(() -> many, () -> settings, () -> {});
            if (items.counts().open() > Scan.MOST_OPEN + onPage) {
                throw new AssertionError(items.counts() + " after " + done);
            }
            if (done % 5_000 == 0) {
                written += written();
            }
        }

        assertThat(done).isEqualTo(all);
        assertThat(many.asked()).hasSize(all / onPage).doesNotHaveDuplicates();
        assertThat(scan.seen()).returns(all, Scan.Seen::listed).returns(true, Scan.Seen::ends);
        // Each as listed and as done at most: what changes twice before it is written is written once.
        assertThat(written + written()).isBetween(all, 2 * all);
        assertThat(items.hasChanges()).isFalse();
    }

    private int written() {
        int written = 0;
        while (items.hasChanges()) {
            int some = items.changes(5_000, 8 << 20).size();
            assertThat(some).isLessThanOrEqualTo(5_000);
            written += some;
        }
        return written;
    }
}
