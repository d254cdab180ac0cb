package dev.sluice.decorators.evaluate;

import java.io.IOException;
import java.io.OutputStream;

/** What an {@link Engine} compiled. */
@FunctionalInterface
public interface Program {

    /**
     * Evaluates.
     *
     * @param result takes what comes of it; throws when that is longer than allowed
     * @throws RefusedException with a clause, if the program cannot be evaluated for this input
     */
    void evaluate(byte[] input, OutputStream result) throws RefusedException, IOException;
}
