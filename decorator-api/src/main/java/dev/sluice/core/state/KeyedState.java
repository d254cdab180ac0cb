package dev.sluice.core.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Small records that are only ever replaced by someone who knows what stands there, and that may expire. Secrets are sealed
 * before they come here. Calls may block on a disk or a network, for seconds at most. Thread-safe. Extension point; every
 * implementation passes {@code KeyedStateContract}; {@link InMemoryKeyedState} is the specification.
 *
 * <p>When {@link #put} or {@code delete} has answered, the change outlives a crash of the gateway, and every gateway that
 * shares the store sees it. Every call may throw {@link dev.sluice.core.catalog.StorageException} when the place fails or is
 * out of reach; a change may then have been made or not, and only reading tells.
 */
public interface KeyedState {

    /** How long a value may be, in characters. */
    int MAX_VALUE = 64 * 1024;

    /** What the store promises to whoever decides by it. */
    Consistency consistency();

    /** The record, unless there is none or it has expired. */
    Optional<Entry> get(StateKey key);

    /**
     * Writes a record if the one there is still {@code expected}: compare and set.
     *
     * @param value at most {@link #MAX_VALUE} printable characters of US-ASCII
     * @param expected what {@link #get} told, or {@link Version#NONE} if there must be no record, or an expired one
     * @param expiry when it is to vanish by the clock of the machine, to the millisecond; {@link Instant#MAX} for never
     * @return the new version; nothing if somebody else was first
     * @throws IllegalArgumentException if the value is too long or has other characters
     */
    Optional<Version> put(StateKey key, String value, Version expected, Instant expiry);

    /** Removes a record, whatever its version; false if there was none. */
    boolean delete(StateKey key);

    /** Removes a record if it is still {@code expected}; false if it was another, or none. */
    boolean delete(StateKey key, Version expected);

    /** The keys of at most {@code most} records of an area, in no order; of more, which are left out is open. */
    List<StateKey> keys(String area, int most);

    /**
     * Tells of changes that anybody makes to a record after this has answered, and maybe of some that were made before.
     * Several changes may be told as one, and one may be told that was none: the record says how it stands. An expiry is no
     * change.
     *
     * @param changed called on a thread of the store, never on two at a time; it may block
     */
    Watch watch(StateKey key, Runnable changed);

    /** What a store promises. */
    enum Consistency {
        /** All see one order of all changes, which is that of real time, also through crashes: leases may stand on it. */
        LINEARIZABLE,
        /** An acknowledged change may be lost when the store's machine fails or another takes over: no lease may stand on it. */
        EVENTUAL
    }

    /** A record as it was read. */
    record Entry(String value, Version version) {}

    /** Ends with {@link #close}; a call that is under way then goes on. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Answers a value that may be kept. */
    static String checked(String value) {
        if (value.length() > MAX_VALUE) {
            throw new IllegalArgumentException("A value of keyed state has at most " + MAX_VALUE
                    + " characters, and this one has " + value.length());
        }
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("A value of keyed state has printable characters of US-ASCII only");
        }
        return value;
    }
}
