package dev.sluice.gateway.adapter.metrics;

import dev.sluice.runners.pool.UnpreparedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** A UDP port of 127.0.0.1 at which an instance tells what it measures by StatsD; read on a thread of its own. */
final class StatsdSource implements Source {

    /** What the start of an instance fails with. */
    static final String REASON = "statsd_failed";

    private static final int MOST_PACKET = 64 * 1024;

    private final DatagramChannel channel;
    private final StatsdCounts counts = new StatsdCounts(MOST_SERIES);
    private final Consumer<String> teller;

    private StatsdSource(DatagramChannel channel, Consumer<String> teller) {
        this.channel = channel;
        this.teller = teller;
    }

    /** Opens a port that is free; throws {@link UnpreparedException} if there is none. */
    static StatsdSource open(Consumer<String> teller) {
        return open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), teller);
    }

    static StatsdSource open(InetSocketAddress at, Consumer<String> teller) {
        try {
            DatagramChannel channel = bound(at);
            StatsdSource source = new StatsdSource(channel, teller);
            // No virtual one: while packets come without a pause it would give its carrier to nobody.
            Thread.ofPlatform().daemon().name("StatsD of an instance").start(source::run);
            return source;
        } catch (IOException e) {
            throw new UnpreparedException(
                    REASON,
                    "No port of this machine can be opened for the StatsD of the function: " + e.getMessage()
                            + ". Try again when fewer instances run, or leave statsd out.");
        }
    }

    private static DatagramChannel bound(InetSocketAddress at) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            return channel.bind(at);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    int port() {
        return channel.socket().getLocalPort();
    }

    @Override
    public String program() {
        return "";
    }

    @Override
    public List<Family> families() {
        return counts.families();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            teller.accept("its port for StatsD could not be closed: " + e.getMessage());
        }
    }

    private void run() {
        ByteBuffer packet = ByteBuffer.allocate(MOST_PACKET);
        try {
            while (channel.isOpen()) {
                channel.receive(packet.clear());
                String text = StandardCharsets.UTF_8.decode(packet.flip()).toString();
                text.lines().filter(line -> !line.isBlank()).forEach(this::take);
            }
        } catch (ClosedChannelException e) {
            // The instance has ended.
        } catch (IOException e) {
            teller.accept("its port for StatsD is closed: " + e.getMessage());
        }
    }

    private void take(String line) {
        try {
            counts.take(line.strip());
        } catch (IllegalArgumentException e) {
            String shown = line.length() > 60 ? line.substring(0, 60) + "…" : line;
            teller.accept("a line of StatsD is not counted: '" + shown + "': " + e.getMessage());
        }
    }
}
