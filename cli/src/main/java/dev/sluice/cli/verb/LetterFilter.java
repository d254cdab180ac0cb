package dev.sluice.cli.verb;

import dev.sluice.cli.api.Query;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class LetterFilter {

    @Option(
            names = {"-f", "--function"},
            paramLabel = "NAME",
            description = "Of this function only.")
    private Optional<String> function = Optional.empty();

    @Option(
            names = {"-t", "--trigger"},
            paramLabel = "NAME",
            description = "Of this trigger only.")
    private Optional<String> trigger = Optional.empty();

    @Option(names = "--reason", paramLabel = "REASON", description = "With this reason only, as in attempts_exhausted.")
    private Optional<String> reason = Optional.empty();

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "Only those that have been there for longer, as in 24h.")
    private Optional<String> olderThan = Optional.empty();

    @Option(
            names = "--younger-than",
            paramLabel = "AGE",
            description = "Only those that have not been there for so long.")
    private Optional<String> youngerThan = Optional.empty();

    /** Adds what is asked for. */
    Query in(Query query) {
        return query.with("function", function)
                .with("trigger", trigger)
                .with("reason", reason)
                .with("olderThan", olderThan)
                .with("youngerThan", youngerThan);
    }

    /** What is asked for, and nothing else. */
    Query query() {
        return in(new Query());
    }
}
