package dev.sluice.events.deadletter;

import java.util.concurrent.CompletionStage;

/** Where work goes that is not tried again. May be used from any thread. */
public interface DeadLetters {

    /**
     * Keeps a letter. Never blocks. Completes when it is durable: only then the work may be counted as settled where it
     * came from. Completes exceptionally if it is not known to be kept, and whoever writes writes it again then.
     */
    CompletionStage<Void> write(DeadLetter letter);
}
