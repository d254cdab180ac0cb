package dev.sluice.events.pump;

import dev.sluice.core.settlement.Settlement;

/**
 * What came of an attempt.
 *
 * @param detail for people: why it is not done; empty if it is
 */
public record Verdict(Settlement settlement, String detail) {

    public static final Verdict DONE = new Verdict(new Settlement.Done(), "");
}
