package dev.sluice.events.workqueue.call;

import dev.sluice.events.payload.PayloadDraft;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * How much of an answer is kept, and where.
 *
 * @param inMemory as many bytes
 * @param beyond for an answer that is longer, and a success; empty if none may be
 */
public record AnswerRoom(int inMemory, Optional<Files> beyond) {

    /** Files, one for each answer: {@code executor} runs each task on a thread that may block. */
    public record Files(Supplier<PayloadDraft> drafts, Executor executor) {}

    /** In memory alone. */
    public static AnswerRoom inMemory(int most) {
        return new AnswerRoom(most, Optional.empty());
    }
}
