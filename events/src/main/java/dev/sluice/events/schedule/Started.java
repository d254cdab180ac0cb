package dev.sluice.events.schedule;

/** What became of a run that was to be started. */
public sealed interface Started {

    /** It is durable, and runs at least once. */
    record Accepted() implements Started {}

    /** The one before it has not ended, so it is left out. */
    record Overlapping() implements Started {}

    /** It could not be started now; {@code detail} is a sentence. It is tried again. */
    record Refused(String detail) implements Started {}
}
