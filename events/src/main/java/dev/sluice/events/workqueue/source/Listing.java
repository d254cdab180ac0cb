package dev.sluice.events.workqueue.source;

import java.util.List;
import java.util.Optional;

/**
 * A page of what a source lists.
 *
 * @param version of the whole list: while it is the same, nothing has changed; empty if the source says none
 * @param next what to ask for the page behind this one; empty if there is none
 * @param done whether no item will ever come besides those that are listed
 * @param notice what people should know of it, as what of the source is no item, in sentences; empty if there is nothing
 */
public record Listing(
        List<ListedItem> items, Optional<String> version, Optional<String> next, boolean done, String notice) {

    public Listing {
        items = List.copyOf(items);
    }

    /** A page of which there is nothing to be told. */
    public Listing(List<ListedItem> items, Optional<String> version, Optional<String> next, boolean done) {
        this(items, version, next, done, "");
    }
}
