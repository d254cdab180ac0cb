package dev.sluice.events.attempt;

import dev.sluice.events.invocation.InvocationState;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells somebody outside what became of a call. */
@FunctionalInterface
public interface CallbackSender {

    /** Sends a state that is over, once. Never blocks; completes within a minute, with a sentence if it was not taken. */
    CompletionStage<Optional<String>> send(URI to, InvocationState state);
}
