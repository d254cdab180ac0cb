package dev.sluice.runners.link;

import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import io.netty.channel.Channel;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one runner from before it is spawned until it has said hello. Thread-safe.
 *
 * <p>Few connections wait for their hello at a time, and the oldest gives way to one more: a runner says hello as soon as
 * it is connected, so connections that say nothing keep it out of nothing.
 */
final class Entry {

    static final int MAX_WAITING = 4;
    private static final int MAX_COMPLAINTS = 5;
    private static final System.Logger LOG = System.getLogger(Entry.class.getName());

    private final RunnerId id;
    private final Path socket;
    private final byte[] token;
    private final CompletableFuture<RunnerLink> link = new CompletableFuture<>();

    // All below are guarded by this.
    private final Deque<Channel> waiting = new ArrayDeque<>();
    private @Nullable Channel listening;
    private boolean closed;
    private int complaints;

    Entry(RunnerId id, Path socket, String token) {
        this.id = id;
        this.socket = socket;
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    RunnerId id() {
        return id;
    }

    Path socket() {
        return socket;
    }

    CompletableFuture<RunnerLink> link() {
        return link;
    }

    /** The socket is bound. */
    void listensOn(Channel bound) {
        boolean late;
        synchronized (this) {
            listening = bound;
            late = closed;
        }
        if (late) {
            bound.close();
        }
    }

    /** Somebody has connected. A runner that is not waited for any more may have done so meanwhile. */
    void welcome(Channel channel) {
        Channel oldest = null;
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                waiting.addLast(channel);
                oldest = waiting.size() > MAX_WAITING ? waiting.removeFirst() : null;
            }
        }
        if (late) {
            channel.close();
        } else if (oldest != null) {
            cut(oldest, "others came after it, and it had not said hello");
        }
    }

    /** Whether it is the runner, who comes in by this. True once at most: the socket is closed then. */
    boolean admit(Channel channel, String shown) {
        if (!MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8))) {
            return false;
        }
        synchronized (this) {
            if (closed || !waiting.remove(channel)) {
                return false;
            }
            closed = true;
        }
        close();
        return true;
    }

    /** It is gone, without a hello. */
    void left(Channel channel) {
        synchronized (this) {
            waiting.remove(channel);
        }
    }

    /** Nobody comes in any more. */
    void close() {
        Channel bound;
        List<Channel> late;
        synchronized (this) {
            closed = true;
            bound = listening;
            late = List.copyOf(waiting);
            waiting.clear();
        }
        if (bound != null) {
            bound.close();
        }
        late.forEach(Channel::close);
    }

    void forget() {
        close();
        link.completeExceptionally(new LinkClosedException("runner " + id + " is not waited for any more"));
    }

    void cut(Channel channel, String why) {
        boolean tell;
        synchronized (this) {
            tell = complaints++ < MAX_COMPLAINTS;
        }
        if (tell) {
            LOG.log(Level.WARNING, "A connection to the socket of runner {0} was cut: {1}.", id, why);
        }
        channel.close();
    }
}
