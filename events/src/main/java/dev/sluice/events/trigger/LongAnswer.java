package dev.sluice.events.trigger;

import dev.sluice.core.loop.Serial;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadDraft;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An answer on its way into a file, on threads that may wait for the disk. Told by one thread at a time, which never waits. */
final class LongAnswer {

    private final Executor disk =
            Serial.on(task -> Thread.ofVirtual().name("sluice-long-answer").start(task));
    private final PayloadDraft draft;

    /** Both only on the disk's threads. */
    private boolean isTooLong;

    private @Nullable RuntimeException fault;

    LongAnswer(PayloadDraft draft) {
        this.draft = draft;
    }

    /** Takes a piece, and runs {@code written} when the next one may come. */
    void write(byte[] piece, Runnable written) {
        disk.execute(() -> {
            isTooLong |= !draft.mayHave(piece.length);
            if (!isTooLong && fault == null) {
                keep(piece);
            }
            written.run();
        });
    }

    private void keep(byte[] piece) {
        try {
            draft.write(ByteBuffer.wrap(piece));
        } catch (RuntimeException e) {
            fault = e;
        }
    }

    /**
     * The answer is over.
     *
     * @param wanted whether it is to be kept
     * @return the file; empty if it is not wanted, or has more than a file may. Completes exceptionally if it could not be written.
     */
    CompletionStage<Optional<Payload.Kept>> end(boolean wanted) {
        CompletableFuture<Optional<Payload.Kept>> end = new CompletableFuture<>();
        disk.execute(() -> {
            try (draft) {
                if (fault != null) {
                    end.completeExceptionally(fault);
                } else {
                    end.complete(wanted && !isTooLong ? kept(draft.commit()) : Optional.empty());
                }
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    private static Optional<Payload.Kept> kept(Payload payload) {
        return payload instanceof Payload.Kept kept ? Optional.of(kept) : Optional.empty();
    }
}
