package dev.sluice.gateway.api;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.ownership.Acquired.Granted;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Standing;
import java.time.Duration;
import java.util.List;

/** How a lock, a semaphore or an election is told. */
final class HoldAnswer {

    private HoldAnswer() {}

    /** That it is held by who asks. */
    record Held(String name, long token, String lease) {

        static Held of(OwnedName name, Granted granted) {
            return of(name, granted.token().number(), granted.lease());
        }

        static Held of(OwnedName name, long token, Duration lease) {
            return new Held(name.name(), token, DurationText.format(lease));
        }
    }

    /** Who holds it. */
    record Stands(String name, int permits, List<Holder> holders, int waiting) {

        static Stands of(OwnedName name, Standing standing) {
            return of(name.name(), standing);
        }

        static Stands of(String name, Standing standing) {
            return new Stands(
                    name,
                    standing.permits(),
                    standing.holders().stream().map(Holder::of).toList(),
                    standing.waiting());
        }

        /** That of the last grant; 0 if nobody holds it. */
        long token() {
            return holders.stream().mapToLong(Holder::token).max().orElse(0);
        }
    }

    /** One of those who hold it. */
    record Holder(String who, long token, String lease, String value) {

        static Holder of(Standing.Holder holder) {
            return new Holder(
                    holder.who(), holder.token().number(), DurationText.format(holder.lease()), holder.value());
        }
    }
}
