package dev.sluice.decorators.cache.shard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Connects to a shard, and starts its process if there is none. Of several gateways that do, one starts it; the processes of the others
 * find that out and end.
 *
 * @param executor runs each task on a thread of its own, which may block
 */
record ShardStart(ShardFiles files, ShardSize size, ShardProcesses processes, Executor executor) {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Waits until it is there; {@code lost} is called when it is over. */
    Connection connect(Consumer<Connection> lost) throws IOException {
        try {
            return Connection.open(files.socket(), size.longestFrame(), lost);
        } catch (IOException nobody) {
            start();
            return Connection.open(files.socket(), size.longestFrame(), lost);
        }
    }

    private void start() throws IOException {
        Process process = processes.start(files, size);
        BufferedReader words =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        CompletableFuture<Void> ready = CompletableFuture.runAsync(
                () -> words.lines().filter(ShardFiles.READY::equals).findFirst().ifPresent(_ -> {}), executor);
        try {
            // One that finds that another process is the shard ends without a word, which is as good.
            ready.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            throw new IOException("its process did not become ready within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("nobody waits for the shard any more");
        }
    }
}
