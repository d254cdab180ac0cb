package dev.sluice.events.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A broker that works in a folder, as its own line in {@code broker.lock} tells (module {@code broker}, {@code FolderClaim}).
 *
 * @param settings a word for all that it was started with
 */
record RunningBroker(ProcessHandle process, String settings, boolean ready) {

    private static final Pattern LINE =
            Pattern.compile("sluice-broker 1 ([0-9]{1,18}) ([0-9]{1,18}) ([0-9a-f]{1,64}) (starting|ready)\n");

    /** The moment of a process' start is told by reference to a clock that may have been set since. */
    private static final Duration CLOCK_SET = Duration.ofSeconds(5);

    /** Empty if the line is not whole, or of a process that is gone. */
    static Optional<RunningBroker> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Instant start = Instant.ofEpochMilli(Long.parseLong(matcher.group(2)));
        return ProcessHandle.of(Long.parseLong(matcher.group(1)))
                .filter(process -> isStart(process, start))
                .map(process -> new RunningBroker(
                        process, matcher.group(3), matcher.group(4).equals("ready")));
    }

    private static boolean isStart(ProcessHandle process, Instant start) {
        return process.info()
                .startInstant()
                .filter(actual -> Duration.between(actual, start).abs().compareTo(CLOCK_SET) < 0)
                .isPresent();
    }
}
