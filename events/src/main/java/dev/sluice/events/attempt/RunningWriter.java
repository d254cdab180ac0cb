package dev.sluice.events.attempt;

import dev.sluice.core.time.Timers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What is written of an attempt while it is under way: the last progress that it told, a second after it was told, so once a second at
 * most however often the function tells some; and, of one that is held, again and again that it runs. An attempt that ends within a
 * second writes nothing. One write after the other. Thread-safe.
 */
final class RunningWriter {

    static final Duration PAUSE = Duration.ofSeconds(1);

    /** Writes what is known; must not block. */
    interface Write {

        /**
         * @param held whether others are to be told that the attempt is in good hands
         * @return completes when it is durable, or fails if it is not known to be
         */
        CompletionStage<Void> write(Optional<ByteBuffer> progress, boolean held);
    }

    private final Timers timers;
    private final Duration renewEvery;
    private final Write write;

    /** Guarded by this, as is the rest. */
    private @Nullable ByteBuffer last;

    private @Nullable ByteBuffer written;
    private Timers.@Nullable Alarm alarm;
    private long alarmAt;
    private CompletableFuture<Void> writing = CompletableFuture.allOf();
    private boolean held;
    private boolean ended;

    RunningWriter(Timers timers, Duration renewEvery, Write write) {
        this.timers = timers;
        this.renewEvery = renewEvery;
        this.write = write;
    }

    /** The attempt has come so far; {@code bytes} is valid only during this call. */
    synchronized void told(ByteBuffer bytes) {
        last = ByteBuffer.allocate(bytes.remaining())
                .put(bytes.duplicate())
                .flip()
                .asReadOnlyBuffer();
        if (writing.isDone()) {
            plan(PAUSE);
        }
    }

    /**
     * From now on it is written again and again that the attempt runs. Completes when it was for the first time; exceptionally if that
     * failed, or the attempt is over.
     */
    synchronized CompletionStage<Void> hold() {
        held = true;
        return ended ? CompletableFuture.failedFuture(new IllegalStateException("the attempt is over")) : writeNow();
    }

    private void plan(Duration pause) {
        long at = timers.nanos() + pause.toNanos();
        if (ended || alarm != null && alarmAt <= at) {
            return;
        }
        cancelAlarm();
        alarmAt = at;
        alarm = timers.at(at, this::due);
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    private synchronized void due() {
        alarm = null;
        if (!ended) {
            writeNow();
        }
    }

    private CompletionStage<Void> writeNow() {
        cancelAlarm();
        Optional<ByteBuffer> progress = Optional.ofNullable(last).map(ByteBuffer::duplicate);
        boolean isHeld = held;
        written = last;
        CompletableFuture<Void> mine = writing.thenCompose(_ -> write.write(progress, isHeld));
        writing = mine.handle((_, _) -> null);
        writing.thenRun(this::goOn);
        return mine;
    }

    private synchronized void goOn() {
        if (last != written) {
            plan(PAUSE);
        } else if (held) {
            plan(renewEvery);
        }
    }

    /**
     * The attempt is over: nothing more is written. Completes with the last progress that it told, if any, when no write is under way
     * any more.
     */
    synchronized CompletionStage<Optional<ByteBuffer>> end() {
        ended = true;
        cancelAlarm();
        Optional<ByteBuffer> told = Optional.ofNullable(last);
        return writing.thenApply(_ -> told);
    }
}
