package dev.sluice.core.function;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How what a function's code depends on is got.
 *
 * @param installScripts the packages whose own install scripts may run then, or {@link #ALL} alone; none if the list is empty
 */
public record Build(List<String> installScripts) {

    /** Stands for all packages. */
    public static final String ALL = "all";

    /** How many packages may be named. */
    public static final int MOST_SCRIPTS = 100;

    /** What a spec that says nothing gets. */
    public static final Build DEFAULT = new Build(List.of());

    private static final Pattern PACKAGE =
            Pattern.compile("(@[a-z0-9~-][a-z0-9._~-]{0,99}/)?[A-Za-z0-9~-][A-Za-z0-9._~-]{0,199}");

    public Build {
        installScripts = List.copyOf(installScripts);
        installScripts.forEach(Build::checkedScript);
        if (installScripts.size() > MOST_SCRIPTS) {
            throw new IllegalArgumentException("installScripts names more than " + MOST_SCRIPTS + " packages");
        }
    }

    /** Answers {@code name} if it can be that of a package, and throws {@link IllegalArgumentException} if not. */
    public static String checkedScript(String name) {
        if (name.startsWith("-") || !PACKAGE.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of a package");
        }
        return name;
    }
}
