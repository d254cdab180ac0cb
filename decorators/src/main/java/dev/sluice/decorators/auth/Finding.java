package dev.sluice.decorators.auth;

/** What the credentials of a request prove. */
sealed interface Finding {

    /** There are none of this sort. */
    record Nothing() implements Finding {}

    /** They are those of {@code subject}. */
    record Known(String subject) implements Finding {}

    /** They prove nothing. {@code why} is the reason in the access record, a stable word; callers are never told. */
    record Refused(String why) implements Finding {}

    /** It cannot be said now; {@code why} is a sentence for callers. */
    record Unknown(String why) implements Finding {}
}
