package dev.sluice.gateway.egress.redis;

import dev.sluice.core.function.ServerAddress;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one client to one server: commands go out at once, replies are read only for whom it is the turn, so that no more waits
 * here than came at one go. Only for the event loop of its session.
 */
final class ShardConnection {

    /** What may wait in bytes to be sent, before no more is read from the client. */
    private static final int MOST_UNSENT = 64 * 1024;

    private final ServerAddress server;
    private final RedisSession session;
    private final Deque<Pending> expected = new ArrayDeque<>();
    private Buffer unsent = Buffer.buffer();
    private Buffer unread = Buffer.buffer();
    private ReplyScanner scanner = new ReplyScanner();
    private @Nullable NetSocket socket;

    /** Replies to what the session itself has sent, which come before all others. */
    private int greetings;

    /** Whether the next piece was asked for. */
    private boolean asked;

    private boolean over;

    ShardConnection(ServerAddress server, RedisSession session) {
        this.server = server;
        this.session = session;
    }

    ServerAddress server() {
        return server;
    }

    boolean isOver() {
        return over;
    }

    /** Sends what is not told to the client: its reply must not be an error. To be called before anything else. */
    void greet(Buffer command) {
        greetings++;
        write(command);
    }

    void send(Buffer command, Pending reply) {
        expected.add(reply);
        write(command);
    }

    private void write(Buffer command) {
        unsent.appendBuffer(command);
    }

    /** Sends together what was to be sent since this was called before, once it is connected. */
    void flush() {
        if (socket != null && unsent.length() > 0 && !over) {
            Buffer now = unsent;
            unsent = Buffer.buffer();
            socket.write(now);
        }
    }

    /** Whether no more commands should come for now. */
    boolean isFull() {
        return unsent.length() > MOST_UNSENT || socket != null && socket.writeQueueFull();
    }

    void connected(NetSocket made) {
        made.exceptionHandler(cause -> {});
        if (over) {
            Farewell.cut(made);
            return;
        }
        socket = made;
        made.pause();
        made.handler(this::came);
        made.drainHandler(nothing -> session.run());
        made.closeHandler(
                nothing -> fail(
                        "ended the connection before its reply was complete: whether the command was carried out is not known"));
        flush();
        goOn();
        session.run();
    }

    private void came(Buffer bytes) {
        asked = false;
        unread = unread.length() == 0 ? bytes : unread.copy().appendBuffer(bytes);
        goOn();
        session.run();
    }

    /** Reads as long as it is the turn of who waits first. */
    void goOn() {
        if (over || socket == null) {
            return;
        }
        try {
            read();
        } catch (ProtocolFault e) {
            fail("answered what is not RESP2: " + e.getMessage());
            return;
        }
        if (!over && !asked && unread.length() == 0 && isWanted()) {
            asked = true;
            socket.fetch(1);
        }
    }

    /** Only as fast as the client reads; between replies too, so that the end of the connection is seen. */
    private boolean isWanted() {
        return greetings > 0 || expected.isEmpty() || session.isTurnOf(expected.element()) && session.hasRoom();
    }

    private void read() throws ProtocolFault {
        while (unread.length() > 0 && !over && isWanted()) {
            if (greetings == 0 && expected.isEmpty()) {
                throw new ProtocolFault("nobody has asked it");
            }
            boolean fresh = scanner.isFresh();
            int length = scanner.take(unread, 0);
            Buffer piece = unread.slice(0, length);
            unread = unread.slice(length, unread.length());
            if (greetings == 0) {
                expected.element().piece(this, piece);
            } else if (fresh && piece.getByte(0) == '-') {
                fail("refuses what it was shown by AUTH: "
                        + piece.toString().substring(1).strip());
                return;
            }
            if (scanner.isWhole()) {
                replied();
            }
        }
    }

    private void replied() {
        scanner = new ReplyScanner();
        if (greetings > 0) {
            greetings--;
        } else {
            expected.remove().whole(this);
        }
    }

    /** Gives it up; {@code why} follows the name of the server. */
    void fail(String why) {
        if (over) {
            return;
        }
        List<Pending> left = new ArrayList<>(expected);
        close();
        session.failed(this, left, why);
    }

    void close() {
        over = true;
        expected.clear();
        unread = Buffer.buffer();
        if (socket != null) {
            Farewell.cut(socket);
        }
    }
}
