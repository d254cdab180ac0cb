package dev.sluice.cli.verb;

import dev.sluice.cli.api.Platform;
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

    /** As a query, which begins with {@code first}; empty if all are meant. */
    String query(char first) {
        StringBuilder query = new StringBuilder();
        add(query, "function", function);
        add(query, "trigger", trigger);
        add(query, "reason", reason);
        add(query, "olderThan", olderThan);
        add(query, "youngerThan", youngerThan);
        return query.isEmpty() ? "" : first + query.substring(1);
    }

    private static void add(StringBuilder query, String name, Optional<String> value) {
        value.ifPresent(text -> query.append('&').append(name).append('=').append(Platform.encoded(text)));
    }
}
