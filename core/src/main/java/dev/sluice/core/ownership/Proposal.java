package dev.sluice.core.ownership;

import dev.sluice.core.state.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a record should be next, and what its change answers.
 *
 * @param wishes those that are answered
 * @param held of which renewals and releases the hold is there
 * @param refused claims that may not even wait
 * @param leaving claims that wait no more unless they are granted
 * @param expired how many holds end because their lease ran out
 */
record Proposal(
        Holdings next,
        List<Wish> wishes,
        Map<Wish, Hold> held,
        Map<String, Acquired> refused,
        List<String> leaving,
        int expired) {

    /** {@code givenUp}: claims of whom nobody is told anything any more, so that they neither wait nor hold. */
    static Proposal of(
            Holdings holdings,
            Map<String, Waiter> waiters,
            List<Wish> wishes,
            Set<String> givenUp,
            Sightings sightings,
            long now) {
        List<Hold> expired = sightings.expired(now);
        Set<String> silent = sightings.silent(expired);
        Set<Version> ended = expired.stream().map(Hold::token).collect(Collectors.toSet());
        Draft draft = new Draft(holdings.end(ended).without(givenUp).withoutGateways(silent));
        wishes.forEach(draft::fulfil);
        Set<String> known = draft.next.claims();
        waiters.forEach((claim, waiter) -> {
            if (!known.contains(claim)) {
                draft.enter(waiter);
            }
        });
        draft.next = draft.next.grant();
        List<String> leaving = waiters.values().stream()
                .filter(Waiter::leaving)
                .map(waiter -> waiter.claim().id())
                .toList();
        if (draft.next.isFull()) {
            leaving.forEach(draft::leave);
        }
        return new Proposal(
                draft.next.normal(), List.copyOf(wishes), draft.held, draft.refused, leaving, expired.size());
    }

    /** What happens when it is written where {@code before} stands. */
    List<OwnershipEvent> events(Holdings before) {
        List<OwnershipEvent> events = new ArrayList<>();
        held.keySet().stream()
                .filter(Wish.Release.class::isInstance)
                .forEach(_ -> events.add(new OwnershipEvent.Released()));
        events.addAll(Collections.nCopies(expired, new OwnershipEvent.Expired()));
        next.holds().stream()
                .filter(hold -> hold.isNew() && before.waits(hold.claim().id()))
                .forEach(_ -> events.add(new OwnershipEvent.HandedOver()));
        return events;
    }

    /** Whether all that it changes is that some begin to wait who are told nothing yet, behind those who do. */
    boolean onlyEnters(Holdings before) {
        int waited = before.waiting().size();
        return wishes.isEmpty()
                && refused.isEmpty()
                && leaving.isEmpty()
                && next.permits() == before.permits()
                && next.holds().equals(before.holds())
                && next.waiting().size() > waited
                && next.waiting().subList(0, waited).equals(before.waiting());
    }

    private static final class Draft {

        private Holdings next;
        private final Map<Wish, Hold> held = new HashMap<>();
        private final Map<String, Acquired> refused = new HashMap<>();

        Draft(Holdings next) {
            this.next = next.normal();
        }

        void fulfil(Wish wish) {
            switch (wish) {
                case Wish.Renew renew -> {
                    noteHold(wish, renew.token());
                    next = next.renew(renew.token());
                }
                case Wish.Release release -> {
                    noteHold(wish, release.token());
                    next = next.end(Set.of(release.token()));
                }
                case Wish.Look _ -> {}
            }
        }

        private void noteHold(Wish wish, Version token) {
            Optional<Hold> hold = next.hold(token);
            hold.ifPresent(found -> held.put(wish, found));
        }

        void enter(Waiter waiter) {
            Claim claim = waiter.claim();
            if (!next.isEmpty() && next.permits() != waiter.permits()) {
                refused.put(claim.id(), new Acquired.OtherPermits(next.permits()));
            } else if (!next.hasRoomFor(claim)) {
                refused.put(claim.id(), new Acquired.TooManyWait(next.waiting().size()));
            } else {
                next = next.enter(claim, waiter.permits());
            }
        }

        void leave(String claim) {
            next = next.leave(claim);
        }
    }
}
