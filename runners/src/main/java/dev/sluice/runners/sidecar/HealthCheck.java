package dev.sluice.runners.sidecar;

import dev.sluice.core.function.Sidecar.Health;
import dev.sluice.core.runner.SidecarAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Asks a sidecar whether it can be used. */
record HealthCheck(SidecarAddress address, Health health) implements Probe {

    /** How long one look may take. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Pattern GOOD = Pattern.compile("HTTP/1\\.[01] 2\\d\\d[ \\r].*", Pattern.DOTALL);
    private static final int STATUS_LINE_BYTES = 13;

    @Override
    public String wanted() {
        return switch (health) {
            case Health.None() -> "be started";
            case Health.Connect() -> "take connections at " + address;
            case Health.Answers(String path) -> "answer GET " + path + " at " + address + " with a status of 2xx";
        };
    }

    /**
     * Whether it can; blocks for {@link #PATIENCE} at most. A link is not followed: the gateway reaches sockets that a sandbox does not.
     */
    @Override
    public boolean isGood() {
        return health instanceof Health.None
                || address instanceof SidecarAddress.Nowhere
                || isGood(new SidecarClient(address));
    }

    private boolean isGood(SidecarClient client) {
        try (SocketChannel channel = client.open()) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            Thread.ofVirtual().name("health of " + address).start(() -> answer.complete(ask(client, channel)));
            // When the patience is over the channel is closed, which ends the thread.
            return answer.completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean ask(SidecarClient client, SocketChannel channel) {
        try {
            client.connect(channel);
            return !(health instanceof Health.Answers(String path)) || answers(client, channel, path);
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean answers(SidecarClient client, SocketChannel channel, String path) throws IOException {
        client.send(channel, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        ByteBuffer status = ByteBuffer.allocate(STATUS_LINE_BYTES);
        while (status.hasRemaining() && channel.read(status) >= 0) {
            // A status line is short, and comes first.
        }
        return GOOD.matcher(StandardCharsets.US_ASCII.decode(status.flip())).matches();
    }
}
