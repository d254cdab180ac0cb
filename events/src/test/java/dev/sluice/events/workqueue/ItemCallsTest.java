package dev.sluice.events.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Invoker;
import dev.sluice.events.broker.NamedCluster;
import dev.sluice.events.workqueue.call.QueueCaller;
import dev.sluice.events.workqueue.source.Content;
import dev.sluice.events.workqueue.source.ItemSource;
import dev.sluice.events.workqueue.source.Listing;
import dev.sluice.events.workqueue.source.SourceFault;
import dev.sluice.testkit.callchain.PlainSeal;
import dev.sluice.testkit.time.VirtualTime;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemCallsTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private final VirtualTime time = new VirtualTime();
    private final List<CompletableFuture<Content>> fetched = new ArrayList<>();

    private final AtomicInteger rooms = new AtomicInteger();

    private final ItemSource source = new ItemSource() {
        @Override
        public CompletionStage<Listing> list(Optional<String> next) {
            throw new AssertionError("nobody asks for the list");
        }

        @Override
        public CompletionStage<Content> content(String name) {
            CompletableFuture<Content> content = new CompletableFuture<>();
            fetched.add(content);
            return content;
        }
    };

    private static WorkQueueSettings settings(String content) {
        return WorkQueueGateway.settings(Map.of(
                "source", Map.of("function", "list", "content", content),
                "worker", Map.of("functions", List.of("one", "two"))));
    }

    private ItemCalls calls(Invoker invoker, ItemCalls.PartialAnswers partials) {
        return new ItemCalls(new ItemCalls.Parts(
                WorkQueueGateway.QUEUE,
                new QueueCaller(invoker, new PlainSeal(), time),
                partials,
                new AnswerFiles(
                        folder,
                        WorkQueueGateway.QUEUE.topics("", Instant.EPOCH),
                        new NamedCluster("127.0.0.1:1", "nobody", Map.of()),
                        time),
                time,
                new Random(1),
                time));
    }

    private static QueueItems.Task task(ItemStanding standing) {
        return new QueueItems.Task("a", standing, Optional.empty());
    }

    private ItemEnd end(ItemCalls calls, ItemStanding standing, WorkQueueSettings settings) {
        return calls.run(task(standing), settings, source, rooms::incrementAndGet)
                .toCompletableFuture()
                .getNow(null);
    }

    private static final Invoker BROKEN = (_, _) -> {
        throw new IllegalStateException("no more calls");
    };

    private static CompletionStage<Optional<KeptAnswer>> none(QueueItems.Task task) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Test
    void aCallThatCannotEvenBeginIsAnEndOfTheItem() {
        ItemCalls calls = calls(BROKEN, ItemCallsTest::none);

        assertThat(end(calls, ItemStanding.waiting("", 1, 0), settings("none")))
                .isInstanceOfSatisfying(
                        ItemEnd.Hindered.class,
                        hindered -> assertThat(hindered.why()).contains("no more calls"));
        assertThat(calls.held()).isZero();
    }

    @Test
    void whatIsKeptOfAnItemIsNotLostWhereItCannotBeReadNow() {
        ItemCalls calls = calls(
                BROKEN, _ -> CompletableFuture.failedStage(new SourceFault(SourceFault.Why.PASSING, "Kafka is slow.")));

        assertThat(end(calls, ItemStanding.waiting("", 1, 0).hindered(1, 0), settings("none")))
                .isInstanceOfSatisfying(
                        ItemEnd.Hindered.class,
                        hindered -> assertThat(hindered.at()).isEqualTo(1));
    }

    @Test
    void anItemThatTheSourceRefusesHoldsUpNoOther() {
        ItemCalls calls = calls(BROKEN, ItemCallsTest::none);
        CompletableFuture<ItemEnd> end = calls.run(
                        task(ItemStanding.waiting("", 1, 0)), settings("fetch"), source, rooms::incrementAndGet)
                .toCompletableFuture();
        fetched.getLast().completeExceptionally(new SourceFault(SourceFault.Why.REFUSED, "The source answered 403."));

        assertThat(end.join())
                .isInstanceOfSatisfying(
                        ItemEnd.Failed.class,
                        failed -> assertThat(failed)
                                .returns("source_refused The source answered 403.", ItemEnd.Failed::reason)
                                .matches(each -> each.after().isPresent()));
    }

    @Test
    void whatIsBeingFetchedCountsAsMuchAsItMayBe() {
        ItemCalls calls = calls(BROKEN, ItemCallsTest::none);
        for (int i = 0; i < 3; i++) {
            var _ = calls.run(task(ItemStanding.waiting("", 1, 0)), settings("fetch"), source, rooms::incrementAndGet);
        }
        assertThat(calls.held()).isEqualTo(3L * Content.LONGEST);
        assertThat(rooms).hasValue(0);

        fetched.forEach(each -> each.complete(new Content(ByteBuffer.allocate(10), "", Optional.empty())));
        assertThat(calls.held()).isZero();
        assertThat(rooms).as("each was fetched, and ended").hasValue(6);
        for (int i = 0; i < 20; i++) {
            var _ = calls.run(task(ItemStanding.waiting("", 1, 0)), settings("fetch"), source, rooms::incrementAndGet);
            fetched.getLast().complete(new Content(ByteBuffer.allocate(10), "", Optional.empty()));
        }
        var _ = calls.run(task(ItemStanding.waiting("", 1, 0)), settings("fetch"), source, rooms::incrementAndGet);
        assertThat(calls.held()).isEqualTo(MIB);
    }
}
