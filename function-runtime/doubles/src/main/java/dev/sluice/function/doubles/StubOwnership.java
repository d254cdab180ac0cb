package dev.sluice.function.doubles;

import dev.sluice.function.ownership.Barrier;
import dev.sluice.function.ownership.Hold;
import dev.sluice.function.ownership.HoldOptions;
import dev.sluice.function.ownership.KeyOptions;
import dev.sluice.function.ownership.KeyValue;
import dev.sluice.function.ownership.Leader;
import dev.sluice.function.ownership.Ownership;
import dev.sluice.function.ownership.OwnershipException;
import dev.sluice.function.ownership.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What is owned, in the memory of the test. Contexts that share one are instances of one namespace. A hold lasts until it is closed or the test has it
 * {@linkplain #lose lost}; its lease does not run. Thread-safe.
 */
public final class StubOwnership implements Ownership {

    private final Map<String, List<StubHold>> holds = new HashMap<>();
    private final Map<String, KeyValue> keys = new HashMap<>();
    private final Map<String, Barrier> barriers = new HashMap<>();

    /** Of the last grant, and of the last change of a key. */
    private long count;

    /** Takes a lock, a semaphore or the lead from all who hold it, and runs their handlers before it returns. */
    public void lose(String name) {
        List<StubHold> lost;
        synchronized (this) {
            lost = holds.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("/" + name))
                    .flatMap(entry -> entry.getValue().stream())
                    .toList();
            lost.forEach(this::end);
        }
        lost.forEach(hold -> hold.options.onLoss().run());
    }

    private synchronized void end(StubHold hold) {
        holders(hold.path).remove(hold);
        notifyAll();
    }

    private List<StubHold> holders(String path) {
        return holds.computeIfAbsent(path, key -> new ArrayList<>());
    }

    @Override
    public Hold lock(String name, HoldOptions options) throws InterruptedException {
        return acquire("locks/" + name, 1, "", options);
    }

    @Override
    public Hold permit(String semaphore, int permits, HoldOptions options) throws InterruptedException {
        return acquire("semaphores/" + semaphore, permits, "", options);
    }

    @Override
    public Hold lead(String election, String value, HoldOptions options) throws InterruptedException {
        return acquire("elections/" + election, 1, value, options);
    }

    private synchronized Hold acquire(String path, int permits, String value, HoldOptions options)
            throws InterruptedException {
        if (!awaited(() -> holders(path).size() < permits, options.waiting())) {
            throw new OwnershipException("held_by_others", "others hold " + path + " in this test");
        }
        StubHold hold = new StubHold(path, ++count, value, options);
        holders(path).add(hold);
        notifyAll();
        return hold;
    }

    private boolean awaited(BooleanSupplier condition, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public synchronized Optional<Leader> leader(String election) {
        return holders("elections/" + election).stream()
                .findFirst()
                .map(hold -> new Leader(hold.options.who(), hold.value, hold.token));
    }

    @Override
    public synchronized Optional<Leader> nextLeader(String election, long token, Duration wait)
            throws InterruptedException {
        awaited(() -> leader(election).map(Leader::token).orElse(0L) != token, wait);
        return leader(election);
    }

    @Override
    public synchronized Optional<KeyValue> get(String key) {
        Optional<KeyValue> found = Optional.ofNullable(keys.get(key));
        return found.filter(value ->
                value.expiresAt().map(expiry -> expiry.isAfter(Instant.now())).orElse(true));
    }

    @Override
    public synchronized Optional<KeyValue> nextValue(String key, long version, Duration wait)
            throws InterruptedException {
        awaited(() -> get(key).map(KeyValue::version).orElse(0L) != version, wait);
        return get(key);
    }

    @Override
    public synchronized long put(String key, String value, KeyOptions options) {
        OptionalLong greatest = checked(key, options);
        keys.put(key, new KeyValue(value, ++count, options.ttl().map(Instant.now()::plus), greatest));
        notifyAll();
        return count;
    }

    @Override
    public synchronized boolean remove(String key, KeyOptions options) {
        checked(key, options);
        notifyAll();
        return keys.remove(key) != null;
    }

    @Override
    public synchronized Barrier barrier(String name) {
        return barriers.getOrDefault(name, new Barrier(false, 0, 0, List.of()));
    }

    @Override
    public synchronized Barrier arrive(String barrier, Party party, Duration wait) throws InterruptedException {
        Barrier there = barrier(barrier);
        long generation = party.generation().orElse(there.generation());
        if (generation == there.generation()) {
            barriers.put(barrier, with(barrier, there, party));
            notifyAll();
        }
        boolean open = awaited(() -> barrier(barrier).generation() > generation, wait);
        return new Barrier(
                open,
                generation,
                party.parties(),
                open ? List.of() : barrier(barrier).arrived());
    }

    private static Barrier with(String name, Barrier there, Party party) {
        if (!there.arrived().isEmpty() && there.parties() != party.parties()) {
            throw new OwnershipException(
                    "other_parties", "those who wait at '" + name + "' say that " + there.parties() + " must come");
        }
        Set<String> arrived = new LinkedHashSet<>(there.arrived());
        arrived.add(party.name());
        return arrived.size() < party.parties()
                ? new Barrier(false, there.generation(), party.parties(), List.copyOf(arrived))
                : new Barrier(false, there.generation() + 1, party.parties(), List.of());
    }

    /** The greatest token after a change that may be made. */
    private OptionalLong checked(String key, KeyOptions options) {
        Optional<KeyValue> there = get(key);
        OptionalLong before = there.map(KeyValue::token).orElse(OptionalLong.empty());
        long token = options.token().orElse(before.orElse(0));
        if (token < before.orElse(0)) {
            throw new OwnershipException(
                    "token_stale",
                    "the key '" + key + "' was written with the token " + before.orElse(0) + ", and this one is "
                            + token);
        }
        long version = there.map(KeyValue::version).orElse(0L);
        if (options.ifVersion().orElse(version) != version
                || options.ifValue().isPresent() && !options.ifValue().equals(there.map(KeyValue::value))) {
            throw new OwnershipException("key_differs", "the key '" + key + "' has the version " + version);
        }
        return token == 0 ? OptionalLong.empty() : OptionalLong.of(token);
    }

    private final class StubHold implements Hold {

        private final String path;
        private final long token;
        private final String value;
        private final HoldOptions options;

        StubHold(String path, long token, String value, HoldOptions options) {
            this.path = path;
            this.token = token;
            this.value = value;
            this.options = options;
        }

        @Override
        public String name() {
            return path.substring(path.indexOf('/') + 1);
        }

        @Override
        public long token() {
            if (!isHeld()) {
                throw new OwnershipException("lease_lost", "'" + name() + "' is not held any more");
            }
            return token;
        }

        @Override
        public boolean isHeld() {
            synchronized (StubOwnership.this) {
                return holders(path).contains(this);
            }
        }

        @Override
        public void close() {
            end(this);
        }
    }
}
