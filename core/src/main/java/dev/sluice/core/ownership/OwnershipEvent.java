package dev.sluice.core.ownership;

import dev.sluice.core.ownership.OwnedName.Sort;

/** What happened to somebody who wants to hold something, or who holds it. */
public sealed interface OwnershipEvent {

    /** It is held by who asked at this gateway, {@code nanos} after he asked. */
    record Granted(long nanos) implements OwnershipEvent {}

    /** Who asked at this gateway is told that it is not his; {@code reason} is the word of the API. */
    record Refused(String reason) implements OwnershipEvent {}

    /** This gateway made the change by which it went to who waited in the queue. */
    record HandedOver() implements OwnershipEvent {}

    /** Its holder gave it back at this gateway. */
    record Released() implements OwnershipEvent {}

    /** This gateway ended a hold that had stood unchanged for its lease. */
    record Expired() implements OwnershipEvent {}

    /** Who renewed at this gateway is told that he does not hold it any more. */
    record Lost() implements OwnershipEvent {}

    /** Who hears of events. */
    @FunctionalInterface
    interface Listener {

        /** Called by any thread, with the lock of what it happened to held: it must not block. */
        void happened(Sort sort, OwnershipEvent event);
    }

    static OwnershipEvent of(Acquired acquired, long nanos) {
        return switch (acquired) {
            case Acquired.Granted _ -> new Granted(nanos);
            case Acquired.Left _ -> new Refused("held_by_others");
            case Acquired.TooManyWait _ -> new Refused("too_many_waiters");
            case Acquired.OtherPermits _ -> new Refused("other_permits");
        };
    }
}
