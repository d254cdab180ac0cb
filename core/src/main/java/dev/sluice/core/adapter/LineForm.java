package dev.sluice.core.adapter;

/** A form of lines that programs print. */
public enum LineForm {
    /** An object of JSON on each line. */
    JSON,
    /** Words of the form {@code name=value}, with quotes where the value has blanks. */
    LOGFMT,
    /** Any text in which the word of a level stands. */
    LEVELS
}
