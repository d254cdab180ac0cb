package dev.sluice.gateway.invoke;

import dev.sluice.core.function.FunctionName;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where calls go that are bound to a version which may not be the live one. Thread-safe; nothing in it blocks. */
@FunctionalInterface
public interface BoundRoutes {

    /** There are none. */
    BoundRoutes NONE = (_, _) -> CompletableFuture.completedStage(Optional.empty());

    /**
     * The route of a version that is kept; empty if it is not kept any more. Fails while that cannot be known, with a message for people.
     */
    CompletionStage<Optional<Route>> find(FunctionName function, int version);
}
