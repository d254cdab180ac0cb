package dev.sluice.cli.verb;

import dev.sluice.cli.api.Query;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Options that say which calls are meant: those to which all of them apply. */
final class InvocationFilter {

    private static final int AT_ONCE = 1_000;

    @Option(
            names = {"-f", "--function"},
            paramLabel = "NAME",
            description = "Of this function only.")
    private Optional<String> function = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those that are waiting, running, retrying, succeeded, dead, cancelled or expired.")
    private Optional<String> state = Optional.empty();

    @Option(names = "--key", paramLabel = "KEY", description = "Only those that are in order by this key.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "Only those that were accepted longer ago than that, as in 30m or 2h.")
    private Optional<String> olderThan = Optional.empty();

    /**
     * What came of a page.
     *
     * @param found how many of those that are asked for were in it
     * @param next after what the next one begins; empty if it was the last
     */
    record Page(int found, String next) {}

    /** Asks for one page after the other, by its target, until {@code most} were found. */
    void each(String path, int most, Function<String, Page> ask) {
        int left = most;
        String after = "";
        do {
            Page page = ask.apply(target(path, after, Math.min(left, AT_ONCE)));
            left -= page.found();
            after = page.next();
        } while (!after.isEmpty() && left > 0);
    }

    private String target(String path, String after, int limit) {
        return new Query()
                .with("limit", "" + limit)
                .with("function", function)
                .with("state", state)
                .with("key", key)
                .with("olderThan", olderThan)
                .with("after", Optional.of(after).filter(place -> !place.isEmpty()))
                .of(path);
    }
}
