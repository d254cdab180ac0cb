package dev.sluice.decorators.evaluate;

import dev.sluice.core.function.FunctionName;

/** Evaluates where neither time nor memory of it can hurt anybody but who asked. Thread-safe. */
public interface Evaluators {

    /**
     * Knows a program from now on. Compiles nothing yet and never blocks.
     *
     * @param function whose share its evaluations count in
     * @param engine the {@link Engine#name} of what compiles it
     */
    Evaluator of(FunctionName function, String engine, byte[] source);
}
