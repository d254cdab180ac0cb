package dev.sluice.pipelines.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What is stored of a batch, as it is kept: an offset, and beside it its state, when that was written, and where its ids begin.
 *
 * @param state empty if there is no such batch
 * @param written when this was; the epoch where that is not known
 * @param stored how many items
 * @param ids the offset before which there are no ids of its items; empty if they have numbers, or there are none
 * @param rerun of which batch it is a re-run; empty if it is none
 */
record StoredItems(
        Optional<BatchStanding.State> state, Instant written, long stored, Optional<Long> ids, Optional<Rerun> rerun) {

    /** In the place of ids where there are none, before what it is a re-run of. */
    private static final String NO_IDS = "-";

    /** Between a state and when it was written, in milliseconds since 1970. */
    private static final String AT = "@";

    static final StoredItems NONE =
            new StoredItems(Optional.empty(), Instant.EPOCH, 0, Optional.empty(), Optional.empty());

    static StoredItems read(OffsetAndMetadata kept) {
        String[] words = kept.metadata().split(" ", -1);
        String[] state = words[0].split(AT, 2);
        return new StoredItems(
                Optional.of(BatchStanding.State.valueOf(state[0])),
                state.length > 1 ? Instant.ofEpochMilli(Long.parseLong(state[1])) : Instant.EPOCH,
                kept.offset(),
                words.length > 1 && !words[1].equals(NO_IDS) ? Optional.of(Long.valueOf(words[1])) : Optional.empty(),
                words.length > 3 ? Optional.of(new Rerun(words[2], words[3])) : Optional.empty());
    }

    OffsetAndMetadata kept() {
        String name = state.orElseThrow().name() + AT + written.toEpochMilli();
        return new OffsetAndMetadata(
                stored,
                rerun.map(again -> String.join(" ", name, NO_IDS, again.of(), again.from()))
                        .orElseGet(() -> name + ids.map(first -> " " + first).orElse("")));
    }

    /** Whether this says of a batch that nobody else knows that it has just begun; otherwise it is over, and forgotten. */
    boolean isYoungerThan(Duration age, Instant now) {
        return written.isAfter(now.minus(age));
    }

    StoredItems at(Instant now) {
        return new StoredItems(state, now, stored, ids, rerun);
    }

    StoredItems in(BatchStanding.State next) {
        return new StoredItems(Optional.of(next), written, stored, ids, rerun);
    }

    StoredItems storing(int more) {
        return new StoredItems(state, written, stored + more, ids, rerun);
    }

    StoredItems rerun(Rerun again) {
        return new StoredItems(state, written, stored, ids, Optional.of(again));
    }

    /** It has no items: the first ones say how they are known. {@code first}: as {@link #ids}. */
    StoredItems knownBy(Optional<Long> first) {
        return new StoredItems(state, written, stored, first, rerun);
    }
}
