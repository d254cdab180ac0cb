package dev.sluice.events.attempt;

import dev.sluice.core.time.Timers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The progress that one attempt tells: holds the last, and has it written a second after it was told, so once a second at most however
 * often the function tells some. An attempt that ends sooner writes nothing. Thread-safe.
 */
final class ProgressWriter {

    static final Duration PAUSE = Duration.ofSeconds(1);

    private final Timers timers;
    private final Function<ByteBuffer, CompletionStage<Void>> write;

    /** Guarded by this, as is the rest. */
    private @Nullable ByteBuffer last;

    private @Nullable ByteBuffer written;
    private CompletableFuture<Void> writing = CompletableFuture.allOf();
    private boolean busy;
    private boolean ended;

    /** @param write must not block; completes when it is durable, or is known not to be */
    ProgressWriter(Timers timers, Function<ByteBuffer, CompletionStage<Void>> write) {
        this.timers = timers;
        this.write = write;
    }

    /** The attempt has come so far; {@code bytes} is valid only during this call. */
    synchronized void told(ByteBuffer bytes) {
        last = ByteBuffer.allocate(bytes.remaining())
                .put(bytes.duplicate())
                .flip()
                .asReadOnlyBuffer();
        if (!busy && !ended) {
            busy = true;
            later();
        }
    }

    private void later() {
        timers.at(timers.nanos() + PAUSE.toNanos(), this::due);
    }

    private synchronized void due() {
        ByteBuffer now = last;
        if (ended || now == null || now == written) {
            busy = false;
            return;
        }
        written = now;
        writing = write.apply(now.duplicate())
                .<Void>handle((_, _) -> null)
                .whenComplete((_, _) -> later())
                .toCompletableFuture();
    }

    /**
     * The attempt is over: nothing more is written. Completes with the last that it told, if anything, when no write is under way any
     * more.
     */
    synchronized CompletionStage<Optional<ByteBuffer>> end() {
        ended = true;
        Optional<ByteBuffer> told = Optional.ofNullable(last);
        return writing.thenApply(_ -> told);
    }
}
