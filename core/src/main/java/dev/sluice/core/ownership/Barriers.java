package dev.sluice.core.ownership;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.ownership.OwnedName.Sort;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Barriers: they open when so many parties have come, for all of them, and close again. That a party came is kept until it opens,
 * also if the party is gone. Every call blocks as long as the store does, and may throw {@link StorageException}. Thread-safe.
 */
public final class Barriers {

    public static final int MOST_PARTIES = 500;

    /** How many barriers there may be in all namespaces together. */
    public static final int MOST = 10_000;

    private final KeyedState state;

    public Barriers(KeyedState state) {
        this.state = state;
    }

    /** What came of coming to a barrier. */
    public sealed interface Arrival {

        /** It opens, for who came now, when the generation is greater than {@code generation}. */
        record Came(long generation, Gathering now) implements Arrival {}

        /** Others wait there for another number of parties. */
        record OtherParties(int parties) implements Arrival {}

        /** There are {@link #MOST} barriers. */
        record TooMany() implements Arrival {}
    }

    public Gathering gathering(OwnedName name) {
        return gathering(state.get(name.key()));
    }

    /**
     * Comes to a barrier.
     *
     * @param party who comes: a name as {@link OwnedName} has them
     * @param parties how many must come: 1 to {@link #MOST_PARTIES}
     * @param generation to which it came before, if it asks again; if that has opened meanwhile, it does not come anew
     */
    public Arrival arrive(OwnedName name, String party, int parties, OptionalLong generation) {
        if (parties < 1 || parties > MOST_PARTIES || !OwnedName.isValid(party)) {
            throw new IllegalArgumentException("'" + party + "' of " + parties + " cannot come to a barrier");
        }
        while (true) {
            Optional<Entry> entry = state.get(name.key());
            Gathering there = gathering(entry);
            if (generation.isPresent() && generation.getAsLong() < there.generation()) {
                return new Arrival.Came(generation.getAsLong(), there);
            }
            if (!there.arrived().isEmpty() && there.parties() != parties) {
                return new Arrival.OtherParties(there.parties());
            }
            if (entry.isEmpty() && state.keys(Sort.BARRIER.area(), MOST).size() >= MOST) {
                return new Arrival.TooMany();
            }
            Gathering next = there.with(party, parties);
            Version expected = entry.map(Entry::version).orElse(Version.NONE);
            // Whoever is not first here has let another party come: that happens once for each.
            if (next.equals(there)
                    || state.put(name.key(), next.written(), expected, Instant.MAX)
                            .isPresent()) {
                return new Arrival.Came(there.generation(), next);
            }
        }
    }

    /** Whoever waits there is not let through. False if there was none. */
    public boolean remove(OwnedName name) {
        return state.delete(name.key());
    }

    private static Gathering gathering(Optional<Entry> entry) {
        return entry.map(Gathering::of).orElse(Gathering.NONE);
    }
}
