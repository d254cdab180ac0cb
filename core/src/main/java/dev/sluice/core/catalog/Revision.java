package dev.sluice.core.catalog;

/** Which state of a function somebody has seen. Only equality means anything. */
public record Revision(String value) {

    /** That of a function that does not exist. */
    public static final Revision NONE = new Revision("");
}
