package dev.sluice.pipelines.parked;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the parked items of a key one is.
 *
 * @param first the offset, in the topic of the stage, of the item with which the key was parked: no two times that it is are the same
 * @param number how many items of the key were parked before it since then
 * @param offset where it lies in the topic of parked items; -1 where that is not known yet
 */
record ParkedPlace(long first, long number, long offset) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}) (\\d{1,18}) (-1|\\d{1,18})");

    String text() {
        return first + " " + number + " " + offset;
    }

    /** Empty of what the platform has not written. */
    static Optional<ParkedPlace> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new ParkedPlace(
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }
}
