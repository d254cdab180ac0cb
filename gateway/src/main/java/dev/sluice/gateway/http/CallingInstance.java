package dev.sluice.gateway.http;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Invocation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * An instance that calls a function with its token.
 *
 * @param function whose instance it is
 * @param calls the functions that it may call; empty for all of its namespace
 * @param running asks for the invocations that run on it now; what hangs on the answer must not block
 */
public record CallingInstance(
        FunctionName function, Optional<Set<FunctionName>> calls, Supplier<CompletionStage<List<Invocation>>> running) {

    boolean mayCall(FunctionName other) {
        return other.namespace().equals(function.namespace())
                && calls.map(names -> names.contains(other)).orElse(true);
    }
}
