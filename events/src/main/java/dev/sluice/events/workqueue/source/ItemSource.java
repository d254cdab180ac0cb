package dev.sluice.events.workqueue.source;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Lists items, and gives what they hold. Thread-safe. Never blocks; what is not given fails with a {@link SourceFault}. */
public interface ItemSource extends AutoCloseable {

    /** A page of the list: the first one, or the one behind another, as that says in {@link Listing#next}. */
    CompletionStage<Listing> list(Optional<String> next);

    /** What an item holds now. */
    CompletionStage<Content> content(String name);

    /** Nobody asks it any more. May block for a moment. */
    @Override
    default void close() {}
}
