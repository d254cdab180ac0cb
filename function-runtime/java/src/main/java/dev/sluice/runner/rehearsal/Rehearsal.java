package dev.sluice.runner.rehearsal;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.function.Specialiser;
import dev.sluice.runner.output.Console;
import dev.sluice.runner.session.Host;
import dev.sluice.runner.session.Session;
import dev.sluice.runner.socket.SocketLink;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/**
 * Makes a runner warm: it becomes an instance of functions of its own, again and again, each through a real socket, a
 * class loader and calls of every kind. For one thread. Leaves no thread, no file, and no class behind.
 */
public final class Rehearsal {

    private static final String SOCKET = "rehearsal.sock";
    private static final int CONCURRENCY = 64;

    private final Path code;
    private final Path folder;
    private final Specialiser specialiser;
    private final Console console;
    private final Host host;
    private final ThreadFactory calls;
    private final int repeats;
    private final ArrayDeque<Play> left = new ArrayDeque<>();

    /**
     * @param code the jar or folder with the rehearsal's functions
     * @param folder where a socket may be for the time of the rehearsal
     * @param host is asked to adopt environments, and must survive it
     * @param rounds how often every play is played
     * @param repeats how often each scene is called a round
     */
    public Rehearsal(
            Path code,
            Path folder,
            Specialiser specialiser,
            Console console,
            Host host,
            ThreadFactory calls,
            int rounds,
            int repeats) {
        this.code = code;
        this.folder = folder;
        this.specialiser = specialiser;
        this.console = console;
        this.host = host;
        this.calls = calls;
        this.repeats = repeats;
        for (int round = 0; round < rounds; round++) {
            left.addAll(Play.ALL);
        }
    }

    /**
     * Plays all that is left.
     *
     * @throws IOException if the rehearsal fails; the runner is then of no use
     */
    public void run() throws IOException {
        boolean more = true;
        while (more) {
            more = next();
        }
    }

    /**
     * Plays the next play, which takes some tens of milliseconds, and says whether there are more.
     *
     * @throws IOException if the rehearsal fails; the runner is then of no use
     */
    public boolean next() throws IOException {
        Play play = left.poll();
        if (play == null) {
            return false;
        }
        Path socket = folder.resolve(SOCKET);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            perform(play, server, socket);
        } finally {
            Files.deleteIfExists(socket);
        }
        return !left.isEmpty();
    }

    private void perform(Play play, ServerSocketChannel server, Path socket) throws IOException {
        try (SocketLink link = SocketLink.connect(socket);
                PlayGateway gateway = new PlayGateway(server.accept())) {
            Session session = new Session(link.outbox(), specialiser, host, console, calls);
            Thread reader = Thread.ofPlatform().name("rehearsal").start(() -> serve(link, session));
            gateway.put(order(play)).send();
            if (gateway.next() instanceof Frame.Specialised) {
                int stream = 1;
                for (int repeat = 0; repeat < repeats; repeat++) {
                    stream = act(play.scenes(), gateway, stream, repeat % 2 == 0);
                }
            }
            gateway.close();
            join(reader);
            session.close();
        }
    }

    private Frame.Specialise order(Play play) {
        return new Frame.Specialise(
                "rehearsal",
                1,
                play.handler(),
                Frame.Artifact.of(code),
                Map.of("PLAY", "1"),
                10_000,
                CONCURRENCY,
                Map.of());
    }

    /** Makes all calls of one repeat, one after the other or all at once. */
    private static int act(List<Play.Scene> scenes, PlayGateway gateway, int first, boolean together)
            throws IOException {
        int stream = first;
        for (Play.Scene scene : scenes) {
            put(scene, gateway, stream++);
            if (!together) {
                gateway.put(new Frame.Ping(stream)).send();
                await(gateway, 1);
            }
        }
        gateway.send();
        await(gateway, together ? scenes.size() : 0);
        return stream;
    }

    private static void put(Play.Scene scene, PlayGateway gateway, int stream) {
        byte[] body = scene.body();
        gateway.put(new Frame.Invoke(stream, "01REHEARSAL0000000000000000", 10_000, scene.head(), body.length == 0));
        for (int at = 0; at < body.length; at += Protocol.MAX_DATA_BYTES) {
            int step = Math.min(Protocol.MAX_DATA_BYTES, body.length - at);
            gateway.put(new Frame.Data(stream, ByteBuffer.wrap(body, at, step), at + step == body.length));
        }
    }

    private static void await(PlayGateway gateway, int ends) throws IOException {
        int left = ends;
        while (left > 0) {
            boolean end = switch (gateway.next()) {
                case Frame.Result result -> result.end();
                case Frame.Data data -> data.end();
                case Frame.Error _ -> true;
                default -> false;
            };
            left -= end ? 1 : 0;
        }
    }

    private static void serve(SocketLink link, Session session) {
        try {
            link.serve(session, () -> false);
        } catch (IOException e) {
            // The end of the connection is the end of the play.
        } catch (ProtocolException e) {
            throw new IllegalStateException("the rehearsal breaks the protocol", e);
        }
    }

    private static void join(Thread reader) throws IOException {
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in rehearsal", e);
        }
    }
}
