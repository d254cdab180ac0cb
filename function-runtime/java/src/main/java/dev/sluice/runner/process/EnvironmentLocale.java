package dev.sluice.runner.process;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The locale that an environment asks for, by the rules of POSIX: LC_ALL, then LC_MESSAGES, then LANG. */
final class EnvironmentLocale {

    private static final String SHAPE = "([a-z]{2,3})(?:_([A-Z]{2}|[0-9]{3}))?(?:\\..*)?(?:@.*)?";

    private EnvironmentLocale() {}

    /** The value that counts, null if there is none: most functions have none, and pay nothing for it. */
    static @Nullable String chosen(Map<String, String> environment) {
        String all = environment.get("LC_ALL");
        String messages = environment.get("LC_MESSAGES");
        if (all != null && !all.isEmpty()) {
            return all;
        }
        return messages != null && !messages.isEmpty() ? messages : environment.get("LANG");
    }

    /** Empty where the value names no language: the locale then stays as it is. */
    static Optional<Locale> parse(String value) {
        Matcher shape = Pattern.compile(SHAPE).matcher(value);
        return shape.matches()
                ? Optional.of(Locale.of(shape.group(1), shape.group(2) == null ? "" : shape.group(2)))
                : Optional.empty();
    }
}
