package dev.sluice.decorators.idempotency;

import dev.sluice.core.decorator.Answer;
import java.util.Optional;

/** The keys of one function, and what is known of each. Thread-safe; for virtual threads, since some implementations block. */
sealed interface Keys permits OwnKeys, SharedKeys {

    /** How many bytes the body of an answer may have at most to be kept, whatever settings say. */
    default int mostBytes() {
        return Integer.MAX_VALUE;
    }

    /** Whether its methods may wait for a disk, so that no event loop may call them. */
    default boolean blocks() {
        return false;
    }

    /** Takes the key; if it is taken, by what. */
    Optional<IdempotencyRecord> take(IdempotencyRecord.Key key, IdempotencyRecord.Running mine);

    /** Keeps the answer under the key; false if it is too large to be kept. */
    boolean keep(IdempotencyRecord.Key key, IdempotencyRecord.Running mine, Answer answer);

    /** The call came to nothing: it may be sent again. Does nothing if another call has the key by now. */
    void forget(IdempotencyRecord.Key key, IdempotencyRecord.Running mine);
}
