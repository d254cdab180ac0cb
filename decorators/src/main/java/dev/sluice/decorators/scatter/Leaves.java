package dev.sluice.decorators.scatter;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.time.Timers;
import dev.sluice.decorators.body.BodyFields;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The calls of all leaves, each on a thread of its own, and the one that waits for them. Closing it cancels those still under way. */
final class Leaves implements AutoCloseable {

    private final DecoratorSite site;
    private final Next next;
    private final int longest;
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private Timers.Alarm alarm = () -> {};

    /** Both guarded by this. */
    private final Set<Thread> threads = new HashSet<>();

    private boolean closed;

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
    }

    void start(Leaf leaf, WholeRequest request) {
        WholeRequest own = request.with(request.head()
                .headers()
                .edited(BodyFields.ABOUT_STORED_OR_CODED_ANSWERS, Headers.EMPTY)
                .with("Sluice-Shard", Integer.toString(leaf.shard()))
                .with("Sluice-Shards", Integer.toString(leaf.shards())));
        site.services().executor().execute(() -> run(leaf, own));
    }

    /** Tells {@link News.Bell} at {@code nanos} of the clock. */
    void bell(long nanos) {
        alarm = site.timers().at(nanos, () -> news.add(new News.Bell()));
    }

    News take() throws InterruptedException {
        return news.take();
    }

    private void run(Leaf leaf, WholeRequest request) {
        synchronized (this) {
            if (closed) {
                return;
            }
            threads.add(Thread.currentThread());
        }
        try {
            news.add(new News.Arrived(leaf, reply(leaf, request)));
        } catch (InterruptedException e) {
            // It is not needed any more, or its caller has gone: nobody waits for it.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            news.add(new News.Broke(leaf, e));
        } finally {
            synchronized (this) {
                threads.remove(Thread.currentThread());
            }
        }
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
        synchronized (this) {
            closed = true;
            threads.forEach(Thread::interrupt);
        }
    }
}
