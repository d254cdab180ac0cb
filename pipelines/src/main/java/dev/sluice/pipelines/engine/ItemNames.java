package dev.sluice.pipelines.engine;

import dev.sluice.core.event.MalformedEventException;
import java.util.Optional;

/** What the items of a batch are called that come in, and which of them are stored already. For one thread. */
interface ItemNames {

    /** What is to be known of an item with an id from then on; empty without ids. */
    record Named(String name, Optional<byte[]> id) {}

    /**
     * The name of the next item; empty if it is stored, or about to be.
     *
     * @throws MalformedEventException with a clause, if it has none that can be
     */
    Optional<Named> next(SentItem item) throws MalformedEventException;

    /**
     * By their numbers in the batch.
     *
     * @param from the number of the first one that comes
     * @param stored how many are stored
     */
    static ItemNames numbers(long from, long stored) {
        return new ItemNames() {
            private long number = from;

            @Override
            public Optional<Named> next(SentItem item) {
                long own = number++;
                return own < stored ? Optional.empty() : Optional.of(new Named(Long.toString(own), Optional.empty()));
            }
        };
    }
}
