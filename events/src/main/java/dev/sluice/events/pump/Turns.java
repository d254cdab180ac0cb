package dev.sluice.events.pump;

/** Whose records begin where more could than may be under way. */
@FunctionalInterface
public interface Turns {

    /** All partitions have equal turns. */
    Turns EQUAL = _ -> 1;

    /**
     * Of two topics that both have something to begin, as many pieces of work begin as their weights say, and whatever the weights
     * are, none waits for ever. Partitions of topics with the same weight share its turns equally.
     *
     * @return 1 or more
     */
    int weight(String topic);
}
