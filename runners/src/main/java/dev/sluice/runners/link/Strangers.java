package dev.sluice.runners.link;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The connections to one address that have not said hello. Few wait at a time, and the oldest gives way to one more: a runner
 * says hello as soon as it is connected, so connections that say nothing keep it out of nothing. Thread-safe.
 */
final class Strangers {

    private final int most;
    private final Deque<Channel> waiting = new ArrayDeque<>();
    private boolean closed;

    Strangers(int most) {
        this.most = most;
    }

    /** Somebody has connected to {@code door}, maybe too late, or so that the oldest is cut there. */
    void welcome(Channel channel, Door door) {
        arrived(channel).ifPresent(oldest -> door.cut(oldest, "others came after it, and it had not said hello"));
    }

    private Optional<Channel> arrived(Channel channel) {
        synchronized (this) {
            if (!closed) {
                waiting.addLast(channel);
                return waiting.size() > most ? Optional.of(waiting.removeFirst()) : Optional.empty();
            }
        }
        channel.close();
        return Optional.empty();
    }

    /** It is no stranger any more, or gone; whether it was one. */
    synchronized boolean remove(Channel channel) {
        return !closed && waiting.remove(channel);
    }

    /** All of them are gone, and nobody comes in any more. */
    void close() {
        List<Channel> late;
        synchronized (this) {
            closed = true;
            late = List.copyOf(waiting);
            waiting.clear();
        }
        late.forEach(Channel::close);
    }
}
