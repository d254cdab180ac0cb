package dev.sluice.core.function;

/** Who may call a function. */
public enum Access {
    /** Anybody who reaches the gateway. */
    PUBLIC,
    /** Only a caller with a bearer token of the platform. */
    TOKEN
}
