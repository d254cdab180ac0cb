package dev.sluice.decorators.hedge;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.time.Timers;
import dev.sluice.decorators.repeat.OpenCalls;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The calls made for one, each on a thread of its own, and the one that waits for them. Closing it ends all that are
 * still under way. All but the runners' news is for the thread that made it.
 */
final class Race implements AutoCloseable {

    private final Next next;
    private final DecoratorSite site;
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private Optional<Reply> kept = Optional.empty();
    private final OpenCalls calls;
    private Timers.Alarm alarm = () -> {};
    private int running;
    private int started;

    /** What the one who waits learns. */
    sealed interface News {

        /** The time has come that was asked for. */
        record Bell() implements News {}

        /** A second call may be made. */
        record Turn() implements News {}

        /** A call was answered, or ended, after so many nanoseconds. */
        record Arrived(Reply reply, long nanos) implements News {}

        record Broke(RuntimeException cause) implements News {}
    }

    Race(Next next, DecoratorSite site) {
        this.next = next;
        this.site = site;
        this.calls = new OpenCalls(site.services().executor());
    }

    void start(WholeRequest request) {
        running++;
        started++;
        calls.begin(() -> call(request), broken -> news.add(new News.Broke(broken)));
    }

    /** Tells {@link News.Bell} at {@code nanos} of the clock. */
    void bell(long nanos) {
        alarm = site.timers().at(nanos, () -> news.add(new News.Bell()));
    }

    /** Tells {@link News.Turn}. From any thread. */
    void turn() {
        news.add(new News.Turn());
    }

    News take() throws InterruptedException {
        News told = news.take();
        switch (told) {
            case News.Arrived _, News.Broke _ -> running--;
            case News.Bell _, News.Turn _ -> {}
        }
        return told;
    }

    int running() {
        return running;
    }

    /** Whether a second call was made. */
    boolean isHedged() {
        return started > 1;
    }

    /** Holds an answer that is not good, in case that the other is not either. */
    void keep(Reply reply) {
        kept = Optional.of(reply);
    }

    Optional<Reply> kept() {
        return kept;
    }

    /** {@code reply} if it is good or the only one; the other is let go of. */
    Reply finish(Reply reply, boolean good) {
        if (kept.isEmpty()) {
            return reply;
        }
        Reply other = kept.get();
        (good ? other : reply).drop();
        return good ? reply : other;
    }

    private void call(WholeRequest request) throws InterruptedException {
        long begin = site.timers().nanos();
        Reply reply = next.call(request);
        arrived(new News.Arrived(reply, site.timers().nanos() - begin));
    }

    /** Either whoever closes this finds it, or it finds this closed. */
    private synchronized void arrived(News.Arrived arrived) {
        if (calls.isClosed()) {
            arrived.reply().drop();
        } else {
            news.add(arrived);
        }
    }

    @Override
    public void close() {
        alarm.cancel();
        calls.close();
        letGo();
    }

    private synchronized void letGo() {
        for (News late = news.poll(); late != null; late = news.poll()) {
            if (late instanceof News.Arrived(Reply reply, long _)) {
                reply.drop();
            }
        }
    }
}
