package dev.sluice.runner.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Waits on the call's own thread for a result that comes later; an interruption cancels it. */
final class Later {

    private Later() {}

    static @Nullable Object await(CompletionStage<?> stage) throws Throwable {
        if (stage instanceof Future<?> future) {
            return await(future);
        }
        CompletableFuture<@Nullable Object> end = new CompletableFuture<>();
        stage.whenComplete((value, thrown) -> {
            if (thrown == null) {
                end.complete(value);
            } else {
                end.completeExceptionally(thrown);
            }
        });
        return await((Future<?>) end);
    }

    static @Nullable Object await(Future<?> future) throws Throwable {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        }
    }
}
