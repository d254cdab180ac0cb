package dev.sluice.core.ownership;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.ownership.OwnedName.Sort;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Small values under names, changed by compare and set. Every call blocks as long as the store does, and may throw
 * {@link StorageException}. Thread-safe.
 */
public final class OwnedKeys {

    /** In UTF-8. */
    public static final int MAX_VALUE_BYTES = 16 * 1024;

    /** How many keys there may be in all namespaces together. */
    public static final int MOST = 10_000;

    /** How often one write is tried while others write the same key. */
    private static final int TRIES = 100;

    private final KeyedState state;
    private final InstantSource clock;

    public OwnedKeys(KeyedState state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    /** What must stand there for a change to be made. */
    public sealed interface Condition {

        record Any() implements Condition {}

        /** {@link Version#NONE}: there must be no such key. */
        record VersionIs(Version version) implements Condition {}

        record ValueIs(String text) implements Condition {}

        private boolean isMet(Optional<OwnedValue> there) {
            return switch (this) {
                case Any() -> true;
                case VersionIs(Version version) ->
                    there.map(OwnedValue::version).orElse(Version.NONE).equals(version);
                case ValueIs(String text) ->
                    there.filter(value -> value.text().equals(text)).isPresent();
            };
        }
    }

    /** What came of a change. */
    public sealed interface Change {

        record Made(Version version) implements Change {}

        /** The condition is not met. */
        record Differs(Optional<OwnedValue> there) implements Change {}

        /** Somebody wrote with a greater fencing token. */
        record Fenced(long greatest) implements Change {}

        /** There are {@link #MOST} keys. */
        record TooMany() implements Change {}
    }

    public Optional<OwnedValue> get(OwnedName name) {
        return state.get(name.key()).map(OwnedValue::of);
    }

    /**
     * Writes a value.
     *
     * @param text at most {@link #MAX_VALUE_BYTES}
     * @param ttl after which it vanishes by the clock of the machine; empty for never
     * @param token of the lock under which it is written: from now on nobody writes or removes this key with a smaller one
     */
    public Change put(OwnedName name, String text, Condition condition, Optional<Duration> ttl, OptionalLong token) {
        if (Claim.bytes(text) > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("A value has at most " + MAX_VALUE_BYTES + " bytes");
        }
        return change(name, condition, token, there -> {
            if (there.isEmpty() && state.keys(Sort.KEY.area(), MOST).size() >= MOST) {
                return Optional.of(new Change.TooMany());
            }
            Optional<Instant> expiry = ttl.map(length -> clock.instant().plus(length));
            long fence = token.orElse(there.map(OwnedValue::fence).orElse(0L));
            return state.put(
                            name.key(),
                            OwnedValue.written(text, expiry, fence),
                            version(there),
                            expiry.orElse(Instant.MAX))
                    .map(Change.Made::new);
        });
    }

    /** Removes a key, and with it what it knows of fencing tokens. */
    public Change delete(OwnedName name, Condition condition, OptionalLong token) {
        return change(name, condition, token, there -> {
            if (there.isEmpty()) {
                return Optional.of(new Change.Differs(there));
            }
            return state.delete(name.key(), version(there))
                    ? Optional.of(new Change.Made(Version.NONE))
                    : Optional.empty();
        });
    }

    /** The names of a namespace, in their order. */
    public List<String> names(Namespace namespace) {
        return OwnedName.names(state, Sort.KEY, namespace, MOST);
    }

    /** Tries a change of what stands there; empty if that was not there any more. */
    private interface Try {
        Optional<Change> on(Optional<OwnedValue> there);
    }

    private Change change(OwnedName name, Condition condition, OptionalLong token, Try change) {
        for (int i = 0; i < TRIES; i++) {
            Optional<OwnedValue> there = get(name);
            long fence = there.map(OwnedValue::fence).orElse(0L);
            if (token.orElse(fence) < fence) {
                return new Change.Fenced(fence);
            }
            if (!condition.isMet(there)) {
                return new Change.Differs(there);
            }
            Optional<Change> changed = change.on(there);
            if (changed.isPresent()) {
                return changed.get();
            }
        }
        throw new StorageException(
                StorageException.Reason.FAILED,
                "The " + name + " was changed by others each of the " + TRIES
                        + " times that this was tried: try again, or have fewer write it.");
    }

    private static Version version(Optional<OwnedValue> there) {
        return there.map(OwnedValue::version).orElse(Version.NONE);
    }
}
