package dev.sluice.runners.link;

import dev.sluice.core.protocol.Frame;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notices that a runner is dead though its connection stands: when nothing has come from it for a while it is pinged,
 * and when nothing comes for twice as long after that, it is dead. Only for the link's event loop.
 */
final class Liveness {

    private static final int DEAD_AFTER = 3;

    private final Consumer<Frame> send;
    private final Runnable dead;
    private final ScheduledFuture<?> ticks;
    private boolean heard = true;
    private int silent;
    private long number;

    Liveness(EventLoop loop, Duration every, Consumer<Frame> send, Runnable dead) {
        this.send = send;
        this.dead = dead;
        ticks = loop.scheduleAtFixedRate(this::tick, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Something came from the runner. */
    void heard() {
        heard = true;
    }

    void stop() {
        ticks.cancel(false);
    }

    private void tick() {
        if (heard) {
            heard = false;
            silent = 0;
            return;
        }
        silent++;
        if (silent == DEAD_AFTER) {
            dead.run();
        } else {
            send.accept(new Frame.Ping(++number));
        }
    }
}
