package dev.sluice.pipelines.window;

/** What became of an item. */
public enum Taken {
    /** It is in a window. */
    IN,
    /** Its windows are over. */
    LATE,
    /** It would open one window more than may be open. */
    FULL
}
