package dev.sluice.core.ownership;

import java.time.Duration;

/** What came of renewing or releasing a hold. */
public sealed interface Held {

    /** It was held until now; after a renewal it goes on for the lease. */
    record Yes(Duration lease) implements Held {}

    /** The token is not that of a hold: it was released, or the lease ran out and maybe others hold it. */
    record No(Standing standing) implements Held {}
}
