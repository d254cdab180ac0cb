package dev.sluice.events.workqueue.source;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What a test is given by a source. */
final class Sourced {

    static final Executor EXECUTOR = task -> Thread.ofVirtual().start(task);

    private static final int PATIENCE_SECONDS = 30;

    private Sourced() {}

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** How it fails. */
    static Throwable fault(CompletionStage<?> stage) throws Exception {
        try {
            throw new AssertionError("it gives " + get(stage));
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    static String text(Content content) {
        return StandardCharsets.UTF_8.decode(content.bytes().duplicate()).toString();
    }
}
