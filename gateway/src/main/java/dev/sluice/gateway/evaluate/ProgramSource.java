package dev.sluice.gateway.evaluate;

import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.evaluate.process.Request;

/** A program by the number that it has in all processes. */
record ProgramSource(long number, FunctionName function, String engine, byte[] source) {

    Request compile() {
        return new Request.Compile(number, engine, source);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProgramSource program && program.number == number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
