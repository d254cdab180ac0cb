package dev.sluice.examples.misbehave.absent;

/** Compiled, and then left out of the jar. */
public final class Absent {

    private Absent() {}

    public static String greeting() {
        return "Hello from a class that is not there";
    }
}
