package dev.sluice.decorators.log;

import dev.sluice.core.decorator.Credentials;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps values that nobody may read out of the log. */
record Redaction(Set<String> names) {

    static final String HIDDEN = "***";

    private static final Pattern ALWAYS =
            Pattern.compile(".*(authorization|cookie|key|token|secret|passw|code|challenge|proof|signature|session).*");

    /** Those of {@code more}, and what decorators take as proof of who calls. */
    static Redaction of(List<String> more, Credentials credentials) {
        return new Redaction(Stream.of(more, credentials.fields(), credentials.parameters())
                .flatMap(Collection::stream)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** What may be told of a value under this name. */
    String shown(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        return names.contains(lower) || ALWAYS.matcher(lower).matches() ? HIDDEN : value;
    }

    /** The same for each parameter; one that has no name has nothing to go by, and is hidden. */
    String query(String query) {
        return Arrays.stream(query.split("&")).map(this::parameter).collect(Collectors.joining("&"));
    }

    private String parameter(String pair) {
        int equals = pair.indexOf('=');
        if (equals < 0 || pair.substring(0, equals).indexOf('%') >= 0) {
            return pair.isEmpty() ? "" : HIDDEN;
        }
        String name = pair.substring(0, equals);
        return name + "=" + shown(name, pair.substring(equals + 1));
    }
}
