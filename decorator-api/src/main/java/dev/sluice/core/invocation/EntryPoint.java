package dev.sluice.core.invocation;

import java.util.Locale;

/** Where invocations come from. */
public enum EntryPoint {
    /** A request to {@code /function/NAME}. */
    HTTP,
    /** A call that a decorator of another function makes by name. */
    DECORATOR,
    /** An event: there is no caller who shows credentials, and none who is given the answer. */
    EVENT;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in specs, access records and traces. */
    public String word() {
        return word;
    }
}
