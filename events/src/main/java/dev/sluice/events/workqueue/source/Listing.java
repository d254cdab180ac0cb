package dev.sluice.events.workqueue.source;

import java.util.List;
import java.util.Optional;

/**
 * A page of what a source lists.
 *
 * @param version of the whole list: while it is the same, nothing has changed; empty if the source says none
 * @param next what to ask for the page behind this one; empty if there is none
 * @param done whether no item will ever come besides those that are listed
 */
public record Listing(List<ListedItem> items, Optional<String> version, Optional<String> next, boolean done) {

    public Listing {
        items = List.copyOf(items);
    }
}
