package dev.sluice.core.ownership;

import dev.sluice.core.state.Version;
import java.time.Duration;
import java.util.List;

/**
 * Who holds something.
 *
 * @param permits how many may; 0 if nobody holds it or waits
 * @param waiting how many wait
 */
public record Standing(int permits, List<Holder> holders, int waiting) {

    public Standing {
        holders = List.copyOf(holders);
    }

    /**
     * Whoever holds it, and what he publishes.
     *
     * @param gateway of {@link Owners}, by the word that names them and no others
     */
    public record Holder(String who, Version token, Duration lease, String value, String gateway) {}

    static Standing of(Holdings holdings) {
        return new Standing(
                holdings.permits(),
                holdings.holds().stream()
                        .map(hold -> new Holder(
                                hold.claim().who(),
                                hold.token(),
                                hold.claim().lease(),
                                hold.claim().value(),
                                hold.claim().gateway()))
                        .toList(),
                holdings.waiting().size());
    }
}
