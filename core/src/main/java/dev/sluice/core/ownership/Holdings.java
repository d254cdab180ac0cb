package dev.sluice.core.ownership;

import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who holds something and who waits for it, in order: one record of keyed state, whose changes are the order of all.
 *
 * @param permits how many may hold it at a time; 0 if nobody holds it or waits
 */
record Holdings(int permits, List<Hold> holds, List<Claim> waiting) {

    static final Holdings NONE = new Holdings(0, List.of(), List.of());

    static final int MOST_PERMITS = 100;

    /** How many may wait; fewer if they have long texts, since all of them stand in one record. */
    static final int MOST_WAITING = 200;

    Holdings {
        holds = List.copyOf(holds);
        waiting = List.copyOf(waiting);
    }

    static Holdings of(Entry entry) {
        return WrittenText.record(entry.value(), () -> read(entry.value().split(" ")))
                .in(entry.version());
    }

    private static Holdings read(String[] words) {
        List<Hold> holds = new ArrayList<>();
        List<Claim> waiting = new ArrayList<>();
        for (String word : List.of(words).subList(2, words.length)) {
            String[] fields = word.substring(1).split(",", -1);
            switch (word.charAt(0)) {
                case 'h' -> holds.add(Hold.read(fields));
                case 'w' -> waiting.add(Claim.read(fields, 0));
                default -> throw new IllegalArgumentException(word);
            }
        }
        return new Holdings(Integer.parseInt(words[1]), holds, waiting);
    }

    String written() {
        StringBuilder text = new StringBuilder(WrittenText.FORMAT).append(permits);
        holds.forEach(hold -> text.append(" h").append(hold.written()));
        waiting.forEach(claim -> text.append(" w").append(claim.written()));
        return text.toString();
    }

    /** As it is told of a record that has this version. */
    Holdings in(Version version) {
        return new Holdings(
                permits, holds.stream().map(hold -> hold.in(version)).toList(), waiting);
    }

    boolean isEmpty() {
        return holds.isEmpty() && waiting.isEmpty();
    }

    Optional<Hold> hold(Version token) {
        return holds.stream().filter(hold -> hold.token().equals(token)).findFirst();
    }

    Optional<Hold> holdOf(String claim) {
        return holds.stream().filter(hold -> hold.claim().id().equals(claim)).findFirst();
    }

    boolean knows(String claim) {
        return holdOf(claim).isPresent() || waits(claim);
    }

    boolean waits(String claim) {
        return waiting.stream().anyMatch(each -> each.id().equals(claim));
    }

    /** The ids of all whose holds or waits these are. */
    Set<String> claims() {
        Set<String> claims = new HashSet<>();
        holds.forEach(hold -> claims.add(hold.claim().id()));
        waiting.forEach(claim -> claims.add(claim.id()));
        return claims;
    }

    Holdings enter(Claim claim, int wanted) {
        List<Claim> longer = Stream.concat(waiting.stream(), Stream.of(claim)).toList();
        return new Holdings(isEmpty() ? wanted : permits, holds, longer);
    }

    Holdings leave(String claim) {
        return withoutWaiting(each -> each.id().equals(claim));
    }

    /** Nobody waits at these. */
    Holdings withoutGateways(Set<String> gone) {
        return gone.isEmpty() ? this : withoutWaiting(claim -> gone.contains(claim.gateway()));
    }

    private Holdings withoutWaiting(Predicate<Claim> gone) {
        return new Holdings(
                permits, holds, waiting.stream().filter(gone.negate()).toList());
    }

    Holdings without(Set<String> claims) {
        if (claims.isEmpty()) {
            return this;
        }
        List<Hold> others = holds.stream()
                .filter(hold -> !claims.contains(hold.claim().id()))
                .toList();
        return new Holdings(permits, others, waiting).withoutWaiting(each -> claims.contains(each.id()));
    }

    Holdings renew(Version token) {
        return new Holdings(
                permits,
                holds.stream()
                        .map(hold -> hold.token().equals(token) ? hold.renewed() : hold)
                        .toList(),
                waiting);
    }

    Holdings end(Set<Version> tokens) {
        return tokens.isEmpty()
                ? this
                : new Holdings(
                        permits,
                        holds.stream()
                                .filter(hold -> !tokens.contains(hold.token()))
                                .toList(),
                        waiting);
    }

    /**
     * Grants it to who has waited longest, if it is free. One at a time, so that no two holds have the same token.
     */
    Holdings grant() {
        if (isFull() || waiting.isEmpty()) {
            return this;
        }
        Hold next = new Hold(waiting.getFirst(), Version.NONE, 0);
        return new Holdings(
                permits, Stream.concat(holds.stream(), Stream.of(next)).toList(), waiting.subList(1, waiting.size()));
    }

    boolean isFull() {
        return holds.size() >= permits;
    }

    /** Nothing, whatever the permits, is the same as no record. */
    Holdings normal() {
        return isEmpty() ? NONE : this;
    }

    boolean hasRoomFor(Claim claim) {
        return waiting.size() < MOST_WAITING
                && written().length() + claim.written().length() + 100 < KeyedState.MAX_VALUE;
    }
}
