package dev.sluice.events.workqueue.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The items of a list in the making, as many as may be, and what cannot be one. For one thread. */
final class Gathering {

    /** As many stand in one list that is not read in pages: more than a queue knows at the same time. */
    static final int MOST = 300_000;

    private final String what;
    private final List<ListedItem> items = new ArrayList<>();
    private int unfit;
    private String firstUnfit = "";
    private boolean more;

    /** {@code what}: what it has, as in {@code files}. */
    Gathering(String what) {
        this.what = what;
    }

    /** Whether no more is taken. */
    boolean isFull() {
        return items.size() >= MOST;
    }

    void add(String name, String version) {
        Optional<String> refusal = ListedItem.refusal(name, version);
        if (refusal.isPresent()) {
            firstUnfit = unfit == 0 ? "'" + ListedItem.shown(name) + "': " + refusal.get() : firstUnfit;
            unfit++;
        } else {
            items.add(new ListedItem(name, version));
        }
    }

    /** There is more than is taken. */
    void more() {
        more = true;
    }

    /** The items in the order of their names. */
    List<ListedItem> sorted() {
        items.sort(Comparator.comparing(ListedItem::name));
        return items;
    }

    List<ListedItem> items() {
        return items;
    }

    /** What people should know of it, in sentences; empty if there is nothing. */
    String notice() {
        StringBuilder told = new StringBuilder();
        if (unfit > 0) {
            told.append("Left out is what cannot be an item, " + unfit + " of the " + what + ", the first of them "
                    + firstUnfit + ".");
        }
        if (more) {
            told.append(told.isEmpty() ? "" : " ")
                    .append("The source has more than " + MOST + " " + what + ": the others are not listed.");
        }
        return told.toString();
    }
}
