package dev.sluice.core.twofactor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Small records that are only ever replaced by someone who knows what stands there, and that may expire. What is in them is
 * sealed before it comes here. Calls may block on a disk or a network. Thread-safe. Extension point; every implementation
 * passes {@code TwoFactorStoreContract}; {@link InMemoryTwoFactorStore} is the specification.
 *
 * <p>When {@link #put} or {@link #delete} has answered, the change outlives a crash, and every gateway that shares the store
 * sees it. Every call may throw {@link dev.sluice.core.catalog.StorageException} when the place fails or is out of reach.
 */
public interface TwoFactorStore {

    /** How long a value may be, in characters of US-ASCII. */
    int MAX_VALUE = 64 * 1024;

    /** The record, unless there is none or it has expired. */
    Optional<Kept> get(RecordKey key);

    /**
     * Writes a record if the one there is still {@code expected}: compare and set.
     *
     * @param value at most {@link #MAX_VALUE} characters of US-ASCII
     * @param expected what {@link #get} told, or {@link Mark#NONE} if there must be no record, or an expired one
     * @param expiry when it is to vanish, to the millisecond; {@link Instant#MAX} for never
     * @return whether it was written; if not, somebody else was first
     */
    boolean put(RecordKey key, String value, Mark expected, Instant expiry);

    /** Removes a record; false if there was none. */
    boolean delete(RecordKey key);

    /** The keys of at most {@code most} records, in no order; of more, which are left out is open. */
    List<RecordKey> keys(int most);

    /** A record as it was read. */
    record Kept(String value, Mark mark) {}

    /** Tells one state of a record from every other that it had or will have; never used again, not even after a removal. */
    record Mark(String value) {
        public static final Mark NONE = new Mark("");
    }
}
