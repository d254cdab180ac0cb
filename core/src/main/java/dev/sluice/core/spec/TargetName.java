package dev.sluice.core.spec;

import dev.sluice.core.function.TreeValues;
import java.util.regex.Pattern;

/** The name of what an ambassador sends calls to: the environment of a service broker, or a target of an experiment. */
public record TargetName(String value) {

    /** What is allowed, for people. */
    public static final String RULE = "1 to 63 lower-case letters, digits and '-', beginning with a letter";

    private static final Pattern PATTERN = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    public TargetName {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + TreeValues.shown(value) + "' cannot be the name of an environment or a target: " + RULE);
        }
    }
}
