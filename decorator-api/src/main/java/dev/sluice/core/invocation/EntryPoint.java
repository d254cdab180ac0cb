package dev.sluice.core.invocation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where invocations come from. */
public enum EntryPoint {
    /** A request to {@code /function/NAME}. */
    HTTP,
    /** A call that a decorator of another function makes by name. */
    DECORATOR,
    /** An event: there is no caller who shows credentials, and none who is given the answer. */
    EVENT;

    /** All that there are. */
    public static final Set<EntryPoint> ALL = Collections.unmodifiableSet(EnumSet.allOf(EntryPoint.class));

    /** Those whose calls are requests of a caller, who may show credentials and is given the answer. */
    public static final Set<EntryPoint> WITH_CALLER = Collections.unmodifiableSet(EnumSet.of(HTTP, DECORATOR));

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The one with this word. */
    public static Optional<EntryPoint> of(String word) {
        return ALL.stream().filter(entryPoint -> entryPoint.word.equals(word)).findFirst();
    }

    /** The word used in specs, access records and traces. */
    public String word() {
        return word;
    }
}
