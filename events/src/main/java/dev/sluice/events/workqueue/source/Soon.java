package dev.sluice.events.workqueue.source;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Asks where that blocks, on threads that may. {@code executor}: runs each task on such a thread. */
record Soon(Executor executor) {

    @FunctionalInterface
    interface Asking<T> {
        T ask() throws SourceFault, InterruptedException;
    }

    /** Never blocks; fails with what the asking does. {@code who}: the subject of a sentence. */
    <T> CompletionStage<T> ask(String who, Asking<T> asking) {
        CompletableFuture<T> told = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                told.complete(asking.ask());
            } catch (SourceFault e) {
                told.completeExceptionally(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                told.completeExceptionally(failed(who, "the gateway ends"));
            } catch (Throwable e) {
                // Whatever it was, somebody waits for the end.
                told.completeExceptionally(failed(who, e.toString()));
            }
        });
        return told;
    }

    private static SourceFault failed(String who, String why) {
        return new SourceFault(SourceFault.Why.PASSING, who + " was not reached: " + why + ".");
    }
}
