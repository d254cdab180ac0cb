package dev.sluice.core.decorator.head;

import dev.sluice.core.invocation.Invocation;
import java.util.Optional;

/** What a decorator does with the head of a request, where finding that out may take waiting. */
@FunctionalInterface
public interface WaitingLook {

    /** Decides, on a virtual thread, without touching the body; may block. What it throws ends the call. */
    HeadStep look(Invocation invocation);

    /**
     * Decides if that takes no waiting, and is empty if it does: then {@link #look} is asked. Called from any thread; never
     * blocks. What it throws ends the call.
     */
    default Optional<HeadStep> atOnce(Invocation invocation) {
        return Optional.empty();
    }
}
