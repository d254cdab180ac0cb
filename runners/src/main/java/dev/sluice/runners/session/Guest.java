package dev.sluice.runners.session;

import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import java.util.concurrent.CompletableFuture;

/** A runner that is waited for, and its link to come. */
public record Guest(RunnerId id, CompletableFuture<RunnerLink> link) {

    public static Guest of(RunnerId id) {
        return new Guest(id, new CompletableFuture<>());
    }

    /** Nobody waits for it any more. */
    public void forget() {
        link.completeExceptionally(new LinkClosedException("runner " + id + " is not waited for any more"));
    }
}
