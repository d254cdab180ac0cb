package dev.sluice.function.ownership;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is owned in the namespace of a function, at the gateway of its instance. Its spec says {@code uses: ownership}, or each call fails with a
 * sentence that says so. What was acquired is renewed until it is closed, lost, or the instance ends, also when the call is over
 * in which it was acquired. Each call is a request over HTTP that blocks its thread, for 20 s at most beyond the time that it waits.
 * Thread-safe. All names are texts as {@code docs/ownership.md} allows them.
 */
public interface Ownership {

    /**
     * The one that {@code SLUICE_URL} and {@code SLUICE_TOKEN} of an environment lead to. Nothing is asked yet, and nothing is open until
     * something is.
     */
    static Ownership of(Map<String, String> environment) {
        return new PlatformOwnership(new OwnershipRequests(environment));
    }

    /**
     * Acquires a lock, and waits in its queue as long as {@code options} say.
     *
     * @throws OwnershipException {@code held_by_others} if others hold it after that time; and for what else went wrong
     * @throws InterruptedException if the thread is interrupted while it waits; it then holds nothing
     */
    Hold lock(String name, HoldOptions options) throws InterruptedException;

    /** The same with {@link HoldOptions#DEFAULT}. */
    default Hold lock(String name) throws InterruptedException {
        return lock(name, HoldOptions.DEFAULT);
    }

    /**
     * Acquires one of so many permits of a semaphore; otherwise as {@link #lock(String, HoldOptions)}.
     *
     * @param permits 1 to 100, the same for all who use it
     */
    Hold permit(String semaphore, int permits, HoldOptions options) throws InterruptedException;

    /**
     * Becomes the leader of an election; otherwise as {@link #lock(String, HoldOptions)}.
     *
     * @param value told to whoever asks for the leader, at most 1,000 bytes in UTF-8
     */
    Hold lead(String election, String value, HoldOptions options) throws InterruptedException;

    /** Who leads an election now; empty if nobody does. */
    Optional<Leader> leader(String election) throws InterruptedException;

    /**
     * Who leads an election as soon as the token of the leader is another one, or after {@code wait}.
     *
     * @param token of the leader that is known; 0 for nobody
     */
    Optional<Leader> nextLeader(String election, long token, Duration wait) throws InterruptedException;

    /** A key; empty if there is none. */
    Optional<KeyValue> get(String key) throws InterruptedException;

    /**
     * A key as soon as its version is another one, or after {@code wait}; empty if there is none then.
     *
     * @param version that is known; 0 for none
     */
    Optional<KeyValue> nextValue(String key, long version, Duration wait) throws InterruptedException;

    /**
     * Writes a key.
     *
     * @param value at most 16 KiB in UTF-8
     * @return its new version
     * @throws OwnershipException {@code key_differs} or {@code token_stale} if it was not written for what {@code options} say
     */
    long put(String key, String value, KeyOptions options) throws InterruptedException;

    /** The same, whatever it was before. */
    default long put(String key, String value) throws InterruptedException {
        return put(key, value, KeyOptions.ANY);
    }

    /**
     * Removes a key; whether there was one. A {@code ttl} means nothing here.
     *
     * @throws OwnershipException {@code key_differs} or {@code token_stale} if it was not removed for what {@code options} say
     */
    boolean remove(String key, KeyOptions options) throws InterruptedException;

    /** How a barrier stands; of generation 0 if nobody ever came. */
    Barrier barrier(String name) throws InterruptedException;

    /**
     * Comes to a barrier, and waits there until all have come, or for {@code wait}: then it is not {@link Barrier#open}, and who goes on waiting
     * {@linkplain Party#generation says} the generation that he was told. That he came stays, also when he is gone.
     *
     * @throws OwnershipException {@code other_parties} if others say another number; {@code no_such_barrier} if it is removed meanwhile
     */
    Barrier arrive(String barrier, Party party, Duration wait) throws InterruptedException;
}
