package dev.sluice.core.invocation;

/**
 * Where an invocation's time went, in nanoseconds.
 *
 * @param queued waiting for a slot while instances were up
 * @param cold waiting for an instance to be claimed and specialised; 0 for a warm call
 * @param run from the first byte sent to the instance until the outcome; 0 if it never ran
 * @param coldStart whether the call had to wait for an instance to be specialised
 */
public record Timings(long queued, long cold, long run, boolean coldStart) {

    public static final Timings NONE = new Timings(0, 0, 0, false);
}
