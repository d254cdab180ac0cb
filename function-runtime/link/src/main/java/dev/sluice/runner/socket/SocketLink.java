package dev.sluice.runner.socket;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.link.FrameReceiver;
import dev.sluice.runner.link.Outbox;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** One connection to a gateway: reads on one thread, writes on whichever has something. */
public final class SocketLink implements Closeable {

    private static final int READ_BYTES = 64 * 1024;

    /**
     * How long nothing must have arrived for a first and a second rest; after these the connection's thread sleeps until
     * something other than a ping has arrived.
     */
    private static final long[] QUIET_MILLIS = {1_000, 6_000};

    /** How long nothing must have arrived before a piece of work that can wait. */
    private static final long PASTIME_MILLIS = 100;

    /** How often lines of log are looked at that wait for more. */
    private static final long LINES_MILLIS = 1;

    private final Wire wire;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final SocketOutbox outbox;
    private boolean hasPastime = true;
    private ByteBuffer in = ByteBuffer.allocate(READ_BYTES);
    private int rests;

    private SocketLink(Wire wire, Selector selector) throws IOException {
        this.wire = wire;
        this.channel = wire.channel();
        this.selector = selector;
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ);
        outbox = new SocketOutbox(wire, this::awaitWritable, selector::wakeup);
    }

    /**
     * Connects.
     *
     * @throws IOException if nobody listens at {@code socket}, or the path is longer than the system allows (108 bytes)
     */
    public static SocketLink connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new SocketLink(new PlainWire(channel), Selector.open());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Connects by TCP with TLS.
     *
     * @param certificate a PEM file with the one certificate that the gateway must show
     * @throws IOException if nobody listens there, or whoever does shows another certificate
     */
    public static SocketLink connect(InetSocketAddress gateway, Path certificate) throws IOException {
        TlsWire wire = TlsWire.connect(gateway, certificate);
        try {
            return new SocketLink(wire, Selector.open());
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    public Outbox outbox() {
        return outbox;
    }

    /**
     * Brings the session what arrives, until the gateway ends the connection or {@link #close} does. Occupies this
     * thread; a session waits for nothing on it.
     *
     * @param pastime does a piece of work that can wait, for as long as what arrives can wait too, and says whether there is
     *     more; called by this thread while nothing arrives
     * @throws ProtocolException if the gateway breaks the protocol
     * @throws IOException if the connection breaks
     */
    public void serve(FrameReceiver session, BooleanSupplier pastime) throws IOException {
        try {
            long since = System.nanoTime();
            while (channel.isOpen()) {
                selector.selectedKeys().clear();
                long quiet = quietMillis();
                if (selector.select(patienceMillis(quiet, since)) == 0) {
                    outbox.linesWaited();
                    if (quiet > 0 && System.nanoTime() - since >= quiet * 1_000_000) {
                        quietHasPassed(session, pastime);
                        since = System.nanoTime();
                    }
                    continue;
                }
                if (key.isWritable()) {
                    key.interestOpsAnd(~SelectionKey.OP_WRITE);
                    outbox.writable();
                }
                if (key.isReadable() && !read(session)) {
                    return;
                }
                since = System.nanoTime();
            }
        } catch (ClosedChannelException | CancelledKeyException | ClosedSelectorException e) {
            // Closed from our side.
        } finally {
            close();
        }
    }

    private long quietMillis() {
        if (hasPastime) {
            return PASTIME_MILLIS;
        }
        return rests < QUIET_MILLIS.length ? QUIET_MILLIS[rests] : 0;
    }

    /** For how long to wait for the socket; 0 for as long as it takes. */
    private long patienceMillis(long quiet, long since) {
        if (outbox.linesWait()) {
            return LINES_MILLIS;
        }
        return quiet == 0 ? 0 : Math.max(1, quiet - (System.nanoTime() - since) / 1_000_000);
    }

    private void quietHasPassed(FrameReceiver session, BooleanSupplier pastime) {
        if (hasPastime) {
            hasPastime = pastime.getAsBoolean();
        } else if (session.rest()) {
            rests++;
        }
    }

    private boolean read(FrameReceiver session) throws IOException {
        int room;
        int read;
        do {
            room = in.remaining();
            read = wire.read(in);
            if (read < 0) {
                return false;
            }
            in.flip();
            Frame frame = FrameDecoder.next(in);
            while (frame != null) {
                session.receive(frame);
                rests = frame instanceof Frame.Ping ? rests : 0;
                frame = FrameDecoder.next(in);
            }
            makeRoom();
            session.batchEnds();
        } while (read == room);
        return true;
    }

    /** Keeps what is not a whole frame yet, in a buffer that is as large as that frame needs. */
    private void makeRoom() {
        int wanted = READ_BYTES;
        if (in.remaining() >= 4) {
            wanted = Math.max(READ_BYTES, 4 + in.getInt(in.position()));
        }
        if (wanted > 4 + Protocol.MAX_FRAME_BYTES) {
            throw new ProtocolException("a frame claims " + (wanted - 4) + " bytes");
        }
        if (wanted == in.capacity()) {
            in.compact();
            return;
        }
        byte[] kept = Arrays.copyOfRange(in.array(), in.position(), in.limit());
        in = ByteBuffer.allocate(wanted).put(kept);
    }

    private void awaitWritable() {
        key.interestOpsOr(SelectionKey.OP_WRITE);
        selector.wakeup();
    }

    /** Cuts the connection; {@link #serve} returns. Thread-safe. */
    @Override
    public void close() throws IOException {
        outbox.close();
        channel.close();
        selector.close();
    }
}
