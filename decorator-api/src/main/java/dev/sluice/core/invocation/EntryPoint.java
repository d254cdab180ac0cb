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
    EVENT,
    /** A request for a call that runs later: its caller shows credentials, and is told only whether the call was accepted. */
    ACCEPT,
    /** An attempt at a call that was accepted: its caller is gone, and his credentials with him. */
    ASYNC;

    /** All that there are. */
    public static final Set<EntryPoint> ALL = Collections.unmodifiableSet(EnumSet.allOf(EntryPoint.class));

    /** Those whose calls are requests of a caller, who may show credentials. */
    public static final Set<EntryPoint> WITH_CALLER = Collections.unmodifiableSet(EnumSet.of(HTTP, DECORATOR, ACCEPT));

    /** Those whose caller is given the function's answer. */
    public static final Set<EntryPoint> ANSWERED = Collections.unmodifiableSet(EnumSet.of(HTTP, DECORATOR));

    /** All but {@link #ASYNC}: for what refuses requests, and so has had its say before one is accepted. */
    public static final Set<EntryPoint> BEFORE_ACCEPTANCE =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(ASYNC)));

    /** All but {@link #ACCEPT}: for what stands around the function's work, or changes its answer. */
    public static final Set<EntryPoint> AT_ATTEMPTS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(ACCEPT)));

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
