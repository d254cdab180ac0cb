package dev.sluice.runners.link;

import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.runners.session.LinkLimits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The Unix domain sockets that runners come in by, one for each. Their connections are spread over the event loops that
 * also serve HTTP, so that a call whose two ends meet on one loop never leaves its thread.
 */
public final class UnixGate implements RunnerGate {

    private static final int BACKLOG = 16;

    private final Map<RunnerId, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong sockets = new AtomicLong();
    private final Acceptor acceptor;
    private final SocketFolder folder;
    private volatile boolean closed;

    private UnixGate(SocketFolder folder, Acceptor acceptor) {
        this.folder = folder;
        this.acceptor = acceptor;
    }

    /**
     * Keeps its sockets in {@code folder}, which is made if need be and closed to other users; if its path is too long
     * for a socket, in a private folder under the one for temporary files. No other gateway may use the folder. May block
     * for some milliseconds.
     *
     * @param loops epoll event loops, as Vert.x has them with native transport
     * @param lines takes what functions print, on an event loop: it must not block
     * @throws IOException if there can be no sockets; the message says why and what to do
     */
    public static UnixGate open(Path folder, EventLoopGroup loops, LinkLimits limits, Consumer<LogLine> lines)
            throws IOException {
        Acceptor acceptor = Acceptor.on(loops, limits, lines);
        return new UnixGate(SocketFolder.prepare(folder, Path.of(System.getProperty("java.io.tmpdir"))), acceptor);
    }

    @Override
    public Entrance expect(RunnerId id, String token) throws IOException {
        if (closed) {
            throw new IOException("the gateway is shutting down");
        }
        Entry entry = new Entry(id, folder.socket(sockets.incrementAndGet()), token, entries::remove);
        if (entries.putIfAbsent(id, entry) != null) {
            throw new IllegalStateException("runner " + id + " is expected already");
        }
        try {
            entry.listensOn(bind(entry));
            Files.setPosixFilePermissions(entry.socket(), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            forget(id);
            throw e;
        }
        if (closed) {
            forget(id);
        }
        return new Entrance(new RunnerAddress.Socket(entry.socket()), entry.link());
    }

    private Channel bind(Entry entry) throws IOException {
        ServerBootstrap bootstrap = acceptor.at(entry, EpollServerDomainSocketChannel.class, BACKLOG, pipeline -> {});
        var bound = bootstrap.bind(new DomainSocketAddress(entry.socket().toString()));
        if (!bound.awaitUninterruptibly().isSuccess()) {
            throw new IOException(
                    "cannot listen on " + entry.socket() + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    @Override
    public String toString() {
        return "sockets in " + folder.folder();
    }

    @Override
    public void forget(RunnerId id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            entry.forget();
        }
    }

    /** Where the sockets are: a folder that nobody else may enter, in which a file name of 20 bytes can be a socket. */
    public Path folder() {
        return folder.folder();
    }

    /** Removes the sockets, too. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(entries.keySet()).forEach(this::forget);
        acceptor.close();
        try {
            folder.remove();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the folder of the sockets for runners", e);
        }
    }
}
