package dev.sluice.core.catalog;

import java.util.regex.Pattern;

/** The rule for names of files inside an artifact: no way out of its folder, and the same on every file system. */
public final class ArtifactFileName {

    private static final Pattern PATTERN =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,199}){0,3}");

    private ArtifactFileName() {}

    /** Answers {@code name} if it is allowed, and throws {@link IllegalArgumentException} if not. */
    public static String checked(String name) {
        if (!PATTERN.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a file in an artifact");
        }
        return name;
    }
}
