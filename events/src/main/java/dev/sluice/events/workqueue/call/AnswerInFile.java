package dev.sluice.events.workqueue.call;

import dev.sluice.core.loop.Serial;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadDraft;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An answer on its way into a file, on a thread that may wait for the disk. Its methods never block; for one thread at a time. */
final class AnswerInFile {

    private final Serial turns;

    /** Only in a turn, as is the rest. */
    private final PayloadDraft draft;

    private boolean tooLong;
    private @Nullable RuntimeException fault;

    AnswerInFile(AnswerRoom.Files files) {
        this.turns = Serial.on(files.executor());
        this.draft = files.drafts().get();
    }

    /** Takes a piece; {@code written}: runs when no memory is needed for it any more. */
    void take(byte[] piece, Runnable written) {
        turns.execute(() -> {
            write(piece);
            written.run();
        });
    }

    private void write(byte[] piece) {
        if (fault != null || tooLong) {
            return;
        }
        try {
            if (draft.mayHave(piece.length)) {
                draft.write(ByteBuffer.wrap(piece));
            } else {
                tooLong = true;
                draft.close();
            }
        } catch (RuntimeException e) {
            fault = e;
        }
    }

    /** All of it, or nothing if it is {@code unwanted} or too long; fails if the disk does. */
    CompletionStage<Optional<Payload>> end(boolean unwanted) {
        CompletableFuture<Optional<Payload>> kept = new CompletableFuture<>();
        turns.execute(() -> {
            try (draft) {
                if (fault != null) {
                    throw fault;
                }
                kept.complete(unwanted || tooLong ? Optional.empty() : Optional.of(draft.commit()));
            } catch (RuntimeException e) {
                kept.completeExceptionally(e);
            }
        });
        return kept;
    }
}
