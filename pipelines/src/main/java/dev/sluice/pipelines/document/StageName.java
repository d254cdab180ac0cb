package dev.sluice.pipelines.document;

import dev.sluice.core.function.TreeValues;
import java.util.regex.Pattern;

/** What a stage, a sink or an output of a stage is known by within its pipeline. */
public record StageName(String value) implements Comparable<StageName> {

    /** What is allowed, for people. */
    public static final String RULE =
            "1 to 40 lower-case letters, digits and '-', starting with a letter and not ending with '-'";

    private static final Pattern PATTERN = Pattern.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?");

    /** What a stage has in its {@code from} that reads what comes into the pipeline; no stage has this name. */
    public static final StageName SOURCE = new StageName("source");

    public StageName {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + TreeValues.shown(value) + "' cannot be a name: " + RULE);
        }
    }

    @Override
    public int compareTo(StageName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
