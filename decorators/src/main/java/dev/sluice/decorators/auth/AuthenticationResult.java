package dev.sluice.decorators.auth;

import java.util.function.Supplier;

/** What the credentials of a request prove. */
sealed interface AuthenticationResult {

    /** It takes waiting to say what they prove; {@code rest} says it, and may block. */
    record Later(Supplier<AuthenticationResult> rest) implements AuthenticationResult {}

    /** There are none of this sort. */
    record Nothing() implements AuthenticationResult {}

    /** They are those of {@code subject}. */
    record Known(String subject) implements AuthenticationResult {}

    /** They prove nothing. {@code why} is the reason in the access record, a stable word; callers are never told. */
    record Refused(String why) implements AuthenticationResult {}

    /** It cannot be said now; {@code why} is a sentence for callers. */
    record Unknown(String why) implements AuthenticationResult {}

    /** This, or what {@code other} finds if this proves nothing. */
    default AuthenticationResult or(Supplier<AuthenticationResult> other) {
        return switch (this) {
            case Refused _ -> other.get();
            case Later(Supplier<AuthenticationResult> rest) ->
                new Later(() -> rest.get().or(other));
            case Nothing _, Known _, Unknown _ -> this;
        };
    }

    /** This, after all the waiting that it takes; may block. */
    default AuthenticationResult waitedFor() {
        AuthenticationResult found = this;
        while (found instanceof Later(Supplier<AuthenticationResult> rest)) {
            found = rest.get();
        }
        return found;
    }
}
