package dev.sluice.pipelines.engine;

import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What is stored of a batch, as it is kept: an offset, and beside it its state and where its ids begin.
 *
 * @param state empty if there is no such batch
 * @param stored how many items
 * @param ids the offset before which there are no ids of its items; empty if they have numbers, or there are none
 */
record StoredItems(Optional<BatchStanding.State> state, long stored, Optional<Long> ids) {

    static final StoredItems NONE = new StoredItems(Optional.empty(), 0, Optional.empty());

    static StoredItems read(OffsetAndMetadata kept) {
        String[] words = kept.metadata().split(" ", 2);
        return new StoredItems(
                Optional.of(BatchStanding.State.valueOf(words[0])),
                kept.offset(),
                words.length > 1 ? Optional.of(Long.valueOf(words[1])) : Optional.empty());
    }

    OffsetAndMetadata kept() {
        return new OffsetAndMetadata(
                stored,
                state.orElseThrow().name() + ids.map(first -> " " + first).orElse(""));
    }

    StoredItems in(BatchStanding.State next) {
        return new StoredItems(Optional.of(next), stored, ids);
    }

    StoredItems storing(int more) {
        return new StoredItems(state, stored + more, ids);
    }

    /** It has no items: the first ones say how they are known. {@code first}: as {@link #ids}. */
    StoredItems knownBy(Optional<Long> first) {
        return new StoredItems(state, stored, first);
    }
}
