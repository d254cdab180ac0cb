package dev.sluice.events.schedule;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a schedule in keyed state.
 *
 * @param fingerprint of the schedule that it belongs to
 * @param decided all times until then were run or left out, in whole milliseconds
 * @param run the scheduled time of the last run that was started, or when somebody asked for it
 */
record RunRecord(String fingerprint, Instant decided, Optional<Instant> run) {

    private static final Pattern FORMAT_1 = Pattern.compile("1 ([0-9a-f]{16}) (-?\\d{1,18}) (-|-?\\d{1,18})");

    /** Empty if it is of another format. */
    static Optional<RunRecord> read(String value) {
        Matcher matcher = FORMAT_1.matcher(value);
        return matcher.matches()
                ? Optional.of(new RunRecord(
                        matcher.group(1),
                        millis(matcher.group(2)),
                        Optional.of(matcher.group(3))
                                .filter(text -> !text.equals("-"))
                                .map(RunRecord::millis)))
                : Optional.empty();
    }

    private static Instant millis(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text));
    }

    String written() {
        return "1 " + fingerprint + " " + decided.toEpochMilli() + " "
                + run.map(time -> String.valueOf(time.toEpochMilli())).orElse("-");
    }

    RunRecord started(Instant time) {
        return new RunRecord(fingerprint, time, Optional.of(time));
    }

    /** Somebody had it run at {@code time}; what is due by the schedule is not decided by that. */
    RunRecord ranByHand(Instant time) {
        return new RunRecord(fingerprint, decided, Optional.of(time));
    }

    RunRecord leftOut(Instant time) {
        return new RunRecord(fingerprint, time, run);
    }
}
