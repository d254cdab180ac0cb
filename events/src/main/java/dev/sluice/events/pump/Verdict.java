package dev.sluice.events.pump;

import dev.sluice.core.settlement.Settlement;

/**
 * What came of an attempt.
 *
 * @param detail for people: why it is not done; empty if it is
 * @param tried whether it tells something of the code that is run; where not, an outage goes on
 */
public record Verdict(Settlement settlement, String detail, boolean tried) {

    public static final Verdict DONE = new Verdict(new Settlement.Done(), "");

    /** The record is done here without a try of what is usually done with it. */
    public static final Verdict UNTRIED = new Verdict(new Settlement.Done(), "", false);

    /** Of an attempt that was made. */
    public Verdict(Settlement settlement, String detail) {
        this(settlement, detail, true);
    }
}
