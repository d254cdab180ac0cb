package dev.sluice.core.decorator;

/** Header fields of requests that only decorators set: those that a caller sends under these names are dropped. */
public final class PlatformHeaders {

    /** Who calls, as a decorator found out, written as {@link Subject} says. Functions see it too. */
    public static final String SUBJECT = "Sluice-Subject";

    /** The functions that this call came through by name, outermost first, with commas; it stops loops. */
    public static final String CHAIN = "Sluice-Chain";

    private PlatformHeaders() {}
}
