package dev.sluice.pipelines.parked;

import java.util.Optional;

/**
 * Why an item has failed for good.
 *
 * @param reason a stable word
 * @param attempts how often it was tried
 * @param detail a sentence, of {@value #LONGEST} characters at most
 */
public record WhyParked(String reason, int attempts, String detail) {

    /** What is told of it is kept in memory for each parked key. */
    private static final int LONGEST = 300;

    public WhyParked {
        detail = detail.length() > LONGEST ? detail.substring(0, LONGEST) : detail;
        reason = reason.replace('\n', ' ');
    }

    String text() {
        return reason + "\n" + attempts + "\n" + detail;
    }

    static Optional<WhyParked> read(String text) {
        String[] lines = text.split("\n", 3);
        try {
            return lines.length == 3
                    ? Optional.of(new WhyParked(lines[0], Integer.parseInt(lines[1]), lines[2]))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
