package dev.sluice.decorators.evaluate;

import java.time.Duration;

/** One program, ready to be evaluated. Thread-safe; blocks without holding a carrier: call it on virtual threads. */
public interface Evaluator {

    /**
     * Compiles it, to see whether it can be.
     *
     * @throws IllegalArgumentException with a clause that says why not
     */
    void check();

    /**
     * Evaluates.
     *
     * @param limit how long it may wait for its turn, and how long it may then take
     * @param mostBytes how long the result may be
     */
    Evaluation evaluate(byte[] input, Duration limit, int mostBytes) throws InterruptedException;
}
