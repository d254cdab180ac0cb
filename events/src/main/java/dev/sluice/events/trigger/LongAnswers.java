package dev.sluice.events.trigger;

import dev.sluice.core.invocation.Headers;
import dev.sluice.events.payload.PayloadDraft;
import java.util.Optional;

/** Where the answers of a call are kept that are longer than {@link EventCall#MOST}. Thread-safe; nothing in it blocks. */
@FunctionalInterface
public interface LongAnswers {

    /** Nothing is kept of them. */
    LongAnswers LOST = (_, _) -> Optional.empty();

    /**
     * Where this one is kept; empty if it is not. Asked once for an answer, when it is known to be long.
     *
     * @param start what has come of it
     */
    Optional<PayloadDraft> draft(Headers headers, byte[] start);
}
