package dev.sluice.decorators.auth;

import java.util.function.Supplier;

/** What the credentials of a request prove. */
sealed interface Finding {

    /** It takes waiting to say what they prove; {@code rest} says it, and may block. */
    record Later(Supplier<Finding> rest) implements Finding {}

    /** There are none of this sort. */
    record Nothing() implements Finding {}

    /** They are those of {@code subject}. */
    record Known(String subject) implements Finding {}

    /** They prove nothing. {@code why} is the reason in the access record, a stable word; callers are never told. */
    record Refused(String why) implements Finding {}

    /** It cannot be said now; {@code why} is a sentence for callers. */
    record Unknown(String why) implements Finding {}

    /** This, or what {@code other} finds if this proves nothing. */
    default Finding or(Supplier<Finding> other) {
        return switch (this) {
            case Refused _ -> other.get();
            case Later(Supplier<Finding> rest) -> new Later(() -> rest.get().or(other));
            case Nothing _, Known _, Unknown _ -> this;
        };
    }

    /** This, after all the waiting that it takes; may block. */
    default Finding waitedFor() {
        Finding found = this;
        while (found instanceof Later(Supplier<Finding> rest)) {
            found = rest.get();
        }
        return found;
    }
}
