package dev.sluice.decorators.idempotency;

import dev.sluice.core.decorator.whole.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Where the reply of a detached call arrives, whether its caller still waits or not. */
final class PendingReply {

    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    /** Only the first counts. */
    void land(Reply landed) {
        reply.complete(landed);
    }

    void fail(String why) {
        reply.completeExceptionally(new IllegalStateException(why));
    }

    Reply await() throws InterruptedException {
        try {
            return reply.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    e.getCause() == null ? "it failed" : e.getCause().getMessage(), e);
        }
    }
}
