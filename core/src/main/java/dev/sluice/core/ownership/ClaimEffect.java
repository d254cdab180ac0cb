package dev.sluice.core.ownership;

import dev.sluice.core.state.Version;
import java.util.concurrent.CompletableFuture;

/** What {@link Claims} wants done. Of the store it asks one thing at a time. */
sealed interface ClaimEffect {

    /** {@code watch}: begin to be told of changes first. */
    record Read(boolean watch) implements ClaimEffect {}

    /** By compare and set; removes the record if nothing is in it. */
    record Write(Version expected, Holdings next) implements ClaimEffect {}

    record Answer<T>(CompletableFuture<T> to, T answer) implements ClaimEffect {

        void give() {
            to.complete(answer);
        }
    }

    record Fail(CompletableFuture<?> to, RuntimeException cause) implements ClaimEffect {

        void give() {
            to.completeExceptionally(cause);
        }
    }
}
