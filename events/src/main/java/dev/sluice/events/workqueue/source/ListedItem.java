package dev.sluice.events.workqueue.source;

import java.util.Optional;

/**
 * An item as its source lists it.
 *
 * @param name unique in its source: 1 to 500 characters, without control characters
 * @param version what tells it from the same item later, at most 200 characters without control characters; empty if nothing does
 */
public record ListedItem(String name, String version) {

    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_VERSION = 200;
    private static final int SHOWN = 60;

    /** Why this cannot be an item, in a clause; empty if it can. */
    public static Optional<String> refusal(String name, String version) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || hasControls(name)) {
            return Optional.of("a name has 1 to " + LONGEST_NAME + " characters and no control characters");
        }
        if (version.length() > LONGEST_VERSION || hasControls(version)) {
            return Optional.of("a version has at most " + LONGEST_VERSION + " characters and no control characters");
        }
        return Optional.empty();
    }

    /** As much of a name as people are told where it cannot be one. */
    static String shown(String name) {
        return name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
    }

    /** Or halves of characters, of which none is the same when it was written and read. */
    private static boolean hasControls(String text) {
        return text.codePoints()
                .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
