package dev.sluice.examples.misbehave;

import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubRequest;

/** A program that calls the path in its first argument once, so that a test can watch a process die of it. */
public final class OneCall {

    private OneCall() {}

    public static void main(String[] arguments) throws Exception {
        new Misbehave().handle(StubRequest.get(arguments[0]), new StubContext("misbehave"));
    }
}
