package dev.sluice.runners.link;

import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.runners.session.Guest;
import io.netty.channel.Channel;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The socket of one runner from before it is spawned until it has said hello. Thread-safe. */
final class Entry implements Door {

    static final int MAX_WAITING = 4;
    private static final int MAX_COMPLAINTS = 5;
    private static final System.Logger LOG = System.getLogger(Entry.class.getName());

    private final Guest guest;
    private final Path socket;
    private final byte[] token;
    private final Consumer<RunnerId> cameIn;
    private final Strangers strangers = new Strangers(MAX_WAITING);
    private final AtomicInteger complaints = new AtomicInteger();

    /** Both are guarded by this. */
    private @Nullable Channel listening;

    private boolean closed;

    /** @param cameIn called when its runner has said hello */
    Entry(RunnerId id, Path socket, String token, Consumer<RunnerId> cameIn) {
        this.guest = Guest.of(id);
        this.socket = socket;
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.cameIn = cameIn;
    }

    Path socket() {
        return socket;
    }

    CompletableFuture<RunnerLink> link() {
        return guest.link();
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

    /** A runner that is not waited for any more may have connected meanwhile. */
    @Override
    public void welcome(Channel channel) {
        strangers.welcome(channel, this);
    }

    @Override
    public Optional<Guest> admit(Channel channel, String shown) {
        if (!MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8)) || !strangers.remove(channel)) {
            return Optional.empty();
        }
        close();
        cameIn.accept(guest.id());
        return Optional.of(guest);
    }

    @Override
    public void left(Channel channel) {
        strangers.remove(channel);
    }

    /** Nobody comes in any more. */
    private void close() {
        Channel bound;
        synchronized (this) {
            closed = true;
            bound = listening;
        }
        if (bound != null) {
            bound.close();
        }
        strangers.close();
    }

    void forget() {
        close();
        guest.forget();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** That a runner comes in a moment after it was given up, with the token that was its own, is no reason to complain. */
    @Override
    public void cut(Channel channel, String why) {
        if (!isClosed() && complaints.incrementAndGet() <= MAX_COMPLAINTS) {
            LOG.log(Level.WARNING, "A connection to the socket of runner {0} was cut: {1}.", guest.id(), why);
        }
        channel.close();
    }
}
