package dev.sluice.gateway.api;

import dev.sluice.core.function.DurationText;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Texts as they stand in queries. */
final class QueryText {

    private QueryText() {}

    /** What the query says; empty if it says nothing, or names the parameter alone. */
    static Optional<String> told(@Nullable String text) {
        return Optional.ofNullable(text).filter(said -> !said.isEmpty());
    }

    /** A length of time, if the query says one. */
    static Optional<Duration> age(String name, @Nullable String text) {
        return told(text)
                .map(said -> DurationText.parse(said)
                        .orElseThrow(() -> new ProblemException(Problems.invalidRequest(
                                name + " is '" + said + "'. Allowed is " + DurationText.RULE + "."))));
    }
}
