package dev.sluice.core.spec;

import dev.sluice.core.function.Build;

/** The name of a package, as the tool of its language has it. */
public record PackageName(String value) {

    /** What is allowed, for people. */
    public static final String RULE = "names of packages, as in esbuild or @scope/name, or all";

    public PackageName {
        Build.checkedScript(value);
    }
}
