package dev.sluice.events.payload;

import dev.sluice.core.loop.Serial;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A payload that comes in pieces, on its way to where its draft keeps it. Told by one thread at a time, which never waits for the disk. */
public final class PayloadSpool {

    private final PayloadDraft draft;
    private final Serial turns;

    /** Both only in a turn. */
    private boolean tooLong;

    private @Nullable Throwable fault;

    /** {@code executor}: runs each task on a thread that may block. */
    public PayloadSpool(PayloadDraft draft, Executor executor) {
        this.draft = draft;
        this.turns = Serial.on(executor);
    }

    /** Takes a piece, and runs {@code written} when no memory is needed for it any more, so that the next one may come. */
    public void write(byte[] piece, Runnable written) {
        turns.execute(() -> {
            keep(piece);
            written.run();
        });
    }

    private void keep(byte[] piece) {
        if (tooLong || fault != null) {
            return;
        }
        try {
            if (draft.mayHave(piece.length)) {
                draft.write(ByteBuffer.wrap(piece));
            } else {
                tooLong = true;
                draft.close();
            }
        } catch (Throwable e) {
            // Whatever it was, somebody waits for the end.
            fault = e;
        }
    }

    /**
     * No piece comes any more.
     *
     * @param wanted whether it is to be kept; nothing is left of it otherwise
     * @return all of it; empty if it is not wanted, or longer than a payload may be. Completes exceptionally if it could not be kept
     */
    public CompletionStage<Optional<Payload>> end(boolean wanted) {
        CompletableFuture<Optional<Payload>> end = new CompletableFuture<>();
        turns.execute(() -> {
            try (draft) {
                if (wanted && fault != null) {
                    end.completeExceptionally(fault);
                } else {
                    end.complete(wanted && !tooLong ? Optional.of(draft.commit()) : Optional.empty());
                }
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }
}
