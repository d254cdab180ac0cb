package dev.sluice.decorators.scatter;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.time.Timers;
import dev.sluice.decorators.body.BodyFields;
import dev.sluice.decorators.repeat.OpenCalls;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The calls of all leaves, each on a thread of its own, and the one that waits for them. Closing it cancels those still under way. */
final class Leaves implements AutoCloseable {

    private final DecoratorSite site;
    private final Next next;
    private final int longest;
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final OpenCalls calls;
    private Timers.Alarm alarm = () -> {};

    /** What the one who waits learns. */
    sealed interface News {

        /** The time is over. */
        record Bell() implements News {}

        record Arrived(Leaf leaf, Reply reply) implements News {}

        record Broke(Leaf leaf, RuntimeException cause) implements News {}
    }

    /** {@code longest}: bytes of an answer. */
    Leaves(DecoratorSite site, Next next, int longest) {
        this.site = site;
        this.next = next;
        this.longest = longest;
        this.calls = new OpenCalls(site.services().executor());
    }

    void start(Leaf leaf, WholeRequest request) {
        WholeRequest own = request.with(request.head()
                .headers()
                .edited(BodyFields.ABOUT_STORED_OR_CODED_ANSWERS, Headers.EMPTY)
                .with("Sluice-Shard", Integer.toString(leaf.shard()))
                .with("Sluice-Shards", Integer.toString(leaf.shards())));
        calls.begin(
                () -> news.add(new News.Arrived(leaf, reply(leaf, own))),
                broken -> news.add(new News.Broke(leaf, broken)));
    }

    /** Tells {@link News.Bell} at {@code nanos} of the clock. */
    void bell(long nanos) {
        alarm = site.timers().at(nanos, () -> news.add(new News.Bell()));
    }

    News take() throws InterruptedException {
        return news.take();
    }

    private Reply reply(Leaf leaf, WholeRequest request) throws InterruptedException {
        boolean itself = leaf.function().in(site.function().namespace()).equals(site.function());
        Reply begun = itself ? next.call(request) : next.call(leaf.function(), request);
        try {
            Reply whole = begun.gathered(longest);
            if (!(whole instanceof Reply.Whole)) {
                whole.drop();
            }
            return whole;
        } catch (InterruptedException e) {
            begun.drop();
            throw e;
        }
    }

    @Override
    public void close() {
        alarm.cancel();
        calls.close();
    }
}
