package dev.sluice.decorators.twofactor.login;

import dev.sluice.decorators.twofactor.account.User;
import java.time.Instant;

/** Something that concerns a user's second factor, for the audit log. Never has a code, a token or a secret in it. */
public sealed interface AuditEvent {

    User user();

    /**
     * Where and when.
     *
     * @param function the one called; empty in management
     * @param address of who caused it, as far as the platform knows; empty if it does not
     */
    Context context();

    /** The stable word for the kind of event. */
    default String word() {
        return switch (this) {
            case Challenged _ -> "challenged";
            case TooMany _ -> "too_many";
            case CodeSent _ -> "code_sent";
            case CodeNotSent _ -> "code_not_sent";
            case CodeRegistered _ -> "code_registered";
            case Passed _ -> "passed";
            case Refused _ -> "refused";
            case LockedOut _ -> "locked_out";
            case Enrolled _ -> "enrolled";
            case Verified _ -> "verified";
            case Reset _ -> "reset";
        };
    }

    record Context(Instant at, String function, String address) {}

    record Challenged(User user, Context context) implements AuditEvent {}

    /** Asked more often than the rates allow. */
    record TooMany(User user, Context context) implements AuditEvent {}

    /** The notifier took it. */
    record CodeSent(User user, Context context) implements AuditEvent {}

    record CodeNotSent(User user, Context context, String why) implements AuditEvent {}

    /** A notifier registered the code that it made. */
    record CodeRegistered(User user, Context context) implements AuditEvent {}

    record Passed(User user, Context context, Factor factor) implements AuditEvent {}

    record Refused(User user, Context context, Refusal why) implements AuditEvent {}

    record LockedOut(User user, Context context, Instant until) implements AuditEvent {}

    record Enrolled(User user, Context context) implements AuditEvent {}

    record Verified(User user, Context context, Factor factor) implements AuditEvent {}

    record Reset(User user, Context context) implements AuditEvent {}
}
