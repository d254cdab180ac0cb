package dev.sluice.core.ownership;

import dev.sluice.core.state.Version;
import java.time.Duration;
import java.util.List;

/**
 * What one gateway looks after: it was granted or renewed there, or somebody there wants it. Told from memory.
 *
 * @param here how many wait for it at this gateway
 * @param waiting how many wait at all gateways, as far as this one has heard; {@code here} if it has heard nothing
 */
public record Tended(OwnedName name, List<By> holders, int here, int waiting) {

    public Tended {
        holders = List.copyOf(holders);
    }

    /**
     * Who holds it.
     *
     * @param left when this gateway ends the hold, unless it is renewed; zero or more
     */
    public record By(String who, Version token, Duration left) {}
}
