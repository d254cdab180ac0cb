package dev.sluice.core.decorator;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The handle to a call that is known only later. What is asked of it before then waits; of the body that is no more than was
 * credited. Whoever comes first does what waits, in order, and nobody waits for him.
 */
public final class LateCall implements Call {

    private final Queue<Consumer<Call>> waiting = new ConcurrentLinkedQueue<>();

    /** How much there is to do; at least 1 until the call is known, so that nobody begins. */
    private final AtomicInteger news = new AtomicInteger(1);

    private volatile Call call = EndedCall.INSTANCE;
    private volatile boolean cancelled;

    /** The call is this one. To be told once. */
    public void become(Call known) {
        call = known;
        work();
    }

    /** Whether the caller has gone. */
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (news.compareAndSet(0, 1)) {
            call.write(bytes);
            work();
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        add(known -> known.write(copy));
    }

    @Override
    public void end(Headers trailers) {
        add(known -> known.end(trailers));
    }

    @Override
    public void grant(int bytes) {
        add(known -> known.grant(bytes));
    }

    @Override
    public void cancel() {
        cancelled = true;
        add(Call::cancel);
    }

    private void add(Consumer<Call> action) {
        waiting.add(action);
        if (news.getAndIncrement() == 0) {
            work();
        }
    }

    /** Only for whoever made {@link #news} more than 0. */
    private void work() {
        int seen = news.get();
        while (seen != 0) {
            for (Consumer<Call> next = waiting.poll(); next != null; next = waiting.poll()) {
                next.accept(call);
            }
            seen = news.addAndGet(-seen);
        }
    }
}
