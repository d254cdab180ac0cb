package dev.sluice.core.loop;

import java.util.concurrent.CompletionException;

/** What stages ({@link java.util.concurrent.CompletionStage}) fail with. */
public final class StageFailure {

    private StageFailure() {}

    /** Why a stage failed, whether that stage tells it or one behind it, which wraps it. */
    public static Throwable cause(Throwable told) {
        return told instanceof CompletionException && told.getCause() != null ? told.getCause() : told;
    }
}
