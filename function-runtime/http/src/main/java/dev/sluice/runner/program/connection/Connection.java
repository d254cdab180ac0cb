package dev.sluice.runner.program.connection;

import dev.sluice.runner.program.connection.AnswerHead.Framing;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection to the program. One thread reads and one may write at the same time; anybody may close it, which ends both with an
 * {@link IOException}.
 */
public final class Connection implements Closeable {

    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int MOST_HEAD_BYTES = 64 * 1024;
    private static final String PROTOCOL = "HTTP/1.";

    private final SocketChannel channel;
    private final InetSocketAddress address;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private boolean reused;
    private boolean answering;
    private long keptSince;

    /** One that is not connected yet. */
    Connection(int port) throws IOException {
        channel = SocketChannel.open();
        address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    /** Connects, unless it is connected already. */
    public void connect() throws IOException {
        if (!channel.isConnected()) {
            channel.connect(address);
        }
    }

    /** Whether it has carried a request before. */
    public boolean isReused() {
        return reused;
    }

    /** Whether something of the answer to the present request has arrived. */
    public boolean isAnswering() {
        return answering;
    }

    void kept(long nanos) {
        keptSince = nanos;
        reused = true;
        answering = false;
    }

    long keptSince() {
        return keptSince;
    }

    /** Whether the program has neither ended it nor sent what nobody asked for. */
    boolean isQuiet() {
        try {
            channel.configureBlocking(false);
            boolean quiet = !in.hasRemaining() && channel.read(in.clear()) == 0;
            in.limit(0);
            channel.configureBlocking(true);
            return quiet;
        } catch (IOException e) {
            return false;
        }
    }

    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Tells the program that nothing more comes, and that nobody waits for its answer; what it still sends can be read. */
    public void endRequest() throws IOException {
        if (channel.isConnected()) {
            channel.shutdownOutput();
        } else {
            channel.close();
        }
    }

    /** Reads the head of the answer; waits for it. Interim ones are passed over. */
    public AnswerHead head(String method) throws IOException {
        List<String> lines = lines();
        while (HeadLines.isInterim(HeadLines.status(lines.getFirst()))) {
            lines = lines();
        }
        return HeadLines.parse(lines, method);
    }

    private List<String> lines() throws IOException {
        int left = MOST_HEAD_BYTES;
        awaitProtocol();
        List<String> lines = new ArrayList<>();
        for (String line = line(left); !line.isEmpty() || lines.isEmpty(); line = line(left)) {
            lines.add(line);
            left -= line.length() + 2;
        }
        return lines;
    }

    /** A program that speaks something else may never end its line. */
    private void awaitProtocol() throws IOException {
        boolean more = true;
        while (more) {
            int known = Math.min(in.remaining(), PROTOCOL.length());
            String begin = new String(in.array(), in.position(), known, StandardCharsets.ISO_8859_1);
            if (!PROTOCOL.startsWith(begin)) {
                String all = new String(in.array(), in.position(), in.remaining(), StandardCharsets.ISO_8859_1);
                throw new BadAnswerException("the program's answer is not HTTP/1.1: it begins with '"
                        + HeadLines.shown(all.lines().findFirst().orElse("")) + "'");
            }
            more = known < PROTOCOL.length();
            if (more) {
                fill();
                answering = true;
            }
        }
    }

    /** The next line, without its end; lines that end with LF alone are taken too (RFC 9112, 2.2). */
    String line(int most) throws IOException {
        StringBuilder line = new StringBuilder(64);
        while (true) {
            if (!in.hasRemaining()) {
                fill();
            }
            char next = (char) (in.get() & 0xFF);
            if (next == '\n') {
                int end = line.length();
                return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
            }
            if (line.length() >= most) {
                throw new BadAnswerException("the head of the program's answer is larger than 64 KiB");
            }
            line.append(next);
        }
    }

    /** The body that comes after {@code head}. */
    public AnswerBody body(AnswerHead head) {
        return switch (head.framing()) {
            case Framing.NoBody() -> new AnswerBody.Known(this, 0);
            case Framing.Length(long bytes) -> new AnswerBody.Known(this, bytes);
            case Framing.Chunked() -> new AnswerBody.Chunked(this);
            case Framing.UntilClose() -> new AnswerBody.UntilClose(this);
        };
    }

    /** What has arrived and is not consumed. */
    ByteBuffer arrived() {
        return in;
    }

    /** Waits until something has arrived; fails at the end of the connection. */
    void fill() throws IOException {
        if (!fillOrEnd()) {
            throw new EOFException("the program closed the connection");
        }
    }

    /** Waits until something has arrived; false at the end of the connection. */
    boolean fillOrEnd() throws IOException {
        in.compact();
        int read = channel.read(in);
        in.flip();
        return read >= 0;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }
}
