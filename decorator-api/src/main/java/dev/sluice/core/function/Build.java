package dev.sluice.core.function;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How what a function's code depends on is got.
 *
 * @param installScripts the packages whose own install scripts may run then, or {@link #ALL} alone; none if the list is empty
 * @param secrets variables that the build sees and the function does not, with the names of the secrets whose values they have
 */
public record Build(List<String> installScripts, Map<String, String> secrets) {

    /** Stands for all packages. */
    public static final String ALL = "all";

    /** How many packages may be named. */
    public static final int MOST_SCRIPTS = 100;

    /** How many secrets a build may see. */
    public static final int MOST_SECRETS = 20;

    /** Variables by which a build finds its way, which no spec sets. */
    private static final Set<String> ITS_OWN = Set.of("PATH", "HOME", "TMPDIR", "LANG");

    /** What a spec that says nothing gets. */
    public static final Build DEFAULT = new Build(List.of());

    private static final Pattern PACKAGE =
            Pattern.compile("(@[a-z0-9~-][a-z0-9._~-]{0,99}/)?[A-Za-z0-9~-][A-Za-z0-9._~-]{0,199}");

    /** Without secrets. */
    public Build(List<String> installScripts) {
        this(installScripts, Map.of());
    }

    public Build {
        installScripts = List.copyOf(installScripts);
        secrets = Map.copyOf(secrets);
        if (secrets.size() > MOST_SECRETS) {
            throw new IllegalArgumentException("secrets names more than " + MOST_SECRETS + " variables");
        }
        secrets.keySet().stream().filter(ITS_OWN::contains).sorted().findFirst().ifPresent(own -> {
            throw new IllegalArgumentException("secrets sets " + own + ", which a build has of its own");
        });
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
