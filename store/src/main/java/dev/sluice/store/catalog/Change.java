package dev.sluice.store.catalog;

import dev.sluice.core.catalog.Revision;
import java.util.Optional;

/**
 * A line of the {@link ChangeLog}: {@code 17 stored functions/default/hello}.
 *
 * @param path the kind's plural, the namespace and the name; empty if there is no resource that this is about
 */
record Change(Revision revision, Act act, String path) {

    /** What was done. */
    enum Act {
        STORED("stored"),
        DELETED("deleted"),
        /** A gateway opened the catalog: it gives out revisions after this one. */
        OPENED("opened");

        private final String word;

        Act(String word) {
            this.word = word;
        }
    }

    /** The line with its end. */
    String line() {
        return revision.value() + " " + act.word + " " + path + "\n";
    }

    /** What a line without its end says; nothing if it is damaged. */
    static Optional<Change> of(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 3) {
            return Optional.empty();
        }
        for (Act act : Act.values()) {
            if (act.word.equals(words[1])) {
                return revision(words[0]).map(revision -> new Change(revision, act, words[2]));
            }
        }
        return Optional.empty();
    }

    /** The revision that digits say; nothing if they are none. */
    static Optional<Revision> revision(String digits) {
        try {
            return Optional.of(new Revision(Long.parseLong(digits)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
