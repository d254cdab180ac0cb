package dev.sluice.events.pump;

import java.time.Duration;
import java.util.Optional;

/**
 * How a pump stands.
 *
 * @param outage why nothing is begun although there is work, if that is so
 * @param running pieces of work under way
 * @param held records in memory that are not done
 * @param done records since the pump was made
 * @param buried those that became dead letters
 * @param retried attempts that were not the last
 * @param lastError what the last attempt said that did not go well; empty if all did
 */
public record PumpReport(
        Optional<Outage> outage, int running, int held, long done, long buried, long retried, String lastError) {

    /** That of a pump that has done nothing. */
    static final PumpReport NONE = new PumpReport(Optional.empty(), 0, 0, 0, 0, 0, "");

    /** The same, with what a pump before it did for the same group. */
    PumpReport after(PumpReport before) {
        return new PumpReport(
                outage, running, held, before.done + done, before.buried + buried, before.retried + retried, lastError);
    }

    /** The same, with another number of records that are done. */
    PumpReport doing(long records) {
        return new PumpReport(outage, running, held, records, buried, retried, lastError);
    }

    /** What is left of it when it has ended. */
    PumpReport atRest() {
        return new PumpReport(Optional.empty(), 0, 0, done, buried, retried, lastError);
    }

    /** {@code lasts}: how long it has lasted. */
    public record Outage(String reason, Duration lasts) {}
}
