package dev.sluice.gateway.upstream;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.Optional;

/** Finds the event loop for a call: the one that it comes on, so that it never leaves its thread, or any. Thread-safe. */
final class EventLoops {

    private final EventLoopGroup group;
    private final FastThreadLocal<Optional<EventLoop>> current = new FastThreadLocal<>() {
        @Override
        protected Optional<EventLoop> initialValue() {
            return find();
        }
    };

    EventLoops(EventLoopGroup group) {
        this.group = group;
    }

    EventLoop here() {
        Optional<EventLoop> found =
                Thread.currentThread() instanceof FastThreadLocalThread ? current.get() : Optional.empty();
        return found.orElseGet(group::next);
    }

    private Optional<EventLoop> find() {
        for (EventExecutor each : group) {
            if (each.inEventLoop() && each instanceof EventLoop loop) {
                return Optional.of(loop);
            }
        }
        return Optional.empty();
    }
}
