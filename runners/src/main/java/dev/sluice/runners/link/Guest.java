package dev.sluice.runners.link;

import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import java.util.concurrent.CompletableFuture;

/** A runner that is waited for, and its link to come. */
record Guest(RunnerId id, CompletableFuture<RunnerLink> link) {

    static Guest of(RunnerId id) {
        return new Guest(id, new CompletableFuture<>());
    }

    void forget() {
        link.completeExceptionally(new LinkClosedException("runner " + id + " is not waited for any more"));
    }
}
