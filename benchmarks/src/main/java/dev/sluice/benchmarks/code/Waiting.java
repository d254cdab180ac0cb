package dev.sluice.benchmarks.code;

import java.util.function.Function;

/** A function with a fixed service time, {@code WAIT_MILLIS} of its environment, that needs no processor. */
public final class Waiting implements Function<byte[], String> {

    private final long millis = Long.parseLong(System.getenv().getOrDefault("WAIT_MILLIS", "50"));

    @Override
    public String apply(byte[] input) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "waited";
    }
}
