package dev.sluice.core.invocation;

import java.util.Locale;

/** The part of the platform that an error belongs to. */
public enum Component {
    GATEWAY,
    POOL,
    PROVIDER,
    RUNNER,
    FUNCTION,
    DECORATOR,
    UPSTREAM,
    EGRESS,
    EVENTS,
    PIPELINE;

    /** The word used in answers and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
