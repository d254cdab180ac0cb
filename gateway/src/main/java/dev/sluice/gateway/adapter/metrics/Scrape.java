package dev.sluice.gateway.adapter.metrics;

import dev.sluice.core.runner.SidecarAddress;
import dev.sluice.runners.sidecar.SidecarClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** One {@code GET} of what a program measured, by HTTP/1.0, so that the answer ends with the connection. */
record Scrape(SidecarAddress address, String path, Duration patience) {

    /** Bytes that an answer may have in all. */
    static final int MOST_BYTES = 1 << 20;

    private static final int READ_BYTES = 16 * 1024;
    private static final Pattern OK = Pattern.compile("HTTP/1\\.[01] 200[ \\r].*", Pattern.DOTALL);
    private static final Pattern CHUNKED = Pattern.compile("(?is).*\\r\\ntransfer-encoding:.*");

    /**
     * What it answers; blocks for the patience at most.
     *
     * @throws IOException if it does not, answers with anything but 200, or with too much; the message is a clause
     */
    String body() throws IOException {
        SidecarClient client = new SidecarClient(address);
        try (SocketChannel channel = client.open()) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            Thread.ofVirtual().name("scrape of " + address).start(() -> {
                try {
                    answer.complete(ask(client, channel));
                } catch (IOException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            // Closing the channel ends the thread.
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it did not end its answer in " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause == null ? "it failed" : String.valueOf(cause.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway was interrupted", e);
        }
    }

    private String ask(SidecarClient client, SocketChannel channel) throws IOException {
        client.connect(channel);
        client.send(channel, "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nAccept: */*\r\n");
        return body(whole(channel));
    }

    private static String whole(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(READ_BYTES);
        while (channel.read(part) >= 0) {
            all.write(part.array(), 0, part.position());
            part.clear();
            if (all.size() > MOST_BYTES) {
                throw new IOException("its answer is longer than " + MOST_BYTES + " bytes");
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static String body(String answer) throws IOException {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0 || !OK.matcher(answer).matches()) {
            throw new IOException(
                    "it did not answer with 200: " + answer.lines().findFirst().orElse("nothing came"));
        }
        if (CHUNKED.matcher(answer.substring(0, end + 2)).matches()) {
            throw new IOException("it answers in chunks, though it was asked by HTTP/1.0");
        }
        return answer.substring(end + 4);
    }
}
