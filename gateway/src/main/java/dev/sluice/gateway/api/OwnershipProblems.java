package dev.sluice.gateway.api;

import dev.sluice.core.ownership.Acquired;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.OwnedValue;
import dev.sluice.core.ownership.Standing;
import dev.sluice.core.problem.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is told to who does not own what he wanted to. */
final class OwnershipProblems {

    private static final Duration LATER = Duration.ofSeconds(5);

    private OwnershipProblems() {}

    static Problem left(OwnedName name, Standing standing) {
        return Problems.of(
                409,
                "held_by_others",
                "Others hold it",
                "The " + name + " is held by " + holders(standing) + ", and "
                        + (standing.waiting() == 1 ? "1 waits" : standing.waiting() + " wait")
                        + " for it: wait too, with wait=30s, or follow=true, or try later.");
    }

    static Problem tooManyWait(OwnedName name, Acquired.TooManyWait many) {
        return Problems.of(
                        429,
                        "too_many_waiters",
                        "Too many wait",
                        many.waiting() + " wait for the " + name
                                + " already, and there is no room for more: try later.")
                .retryAfter(LATER);
    }

    static Problem otherPermits(OwnedName name, Acquired.OtherPermits other) {
        return Problems.of(
                409,
                "other_permits",
                "It has other permits",
                "Those who use the " + name + " now say that it has permits=" + other.permits()
                        + ": say the same, or wait until nobody uses it.");
    }

    static Problem lost(OwnedName name, long token, Standing standing) {
        return Problems.of(
                409,
                "lease_lost",
                "It is not held any more",
                "The " + name + " is not held with the token " + token + ": its lease ran out, or it was released. "
                        + present(standing) + " Stop what it protects, and acquire it anew.");
    }

    static Problem notHeld(OwnedName name, long token, Standing standing) {
        return Problems.of(
                409,
                "not_held",
                "It is not held with this token",
                "The " + name + " is not held with the token " + token
                        + ", so nothing was released: its lease ran out, or it was released before. "
                        + present(standing));
    }

    private static String present(Standing standing) {
        return standing.holders().isEmpty() ? "Nobody holds it now." : "Now it is held by " + holders(standing) + ".";
    }

    private static String holders(Standing standing) {
        return standing.holders().stream()
                .map(holder -> (holder.who().isEmpty() ? "somebody" : "'" + holder.who() + "'") + " with the token "
                        + holder.token().number())
                .collect(Collectors.joining(", "));
    }

    static Problem noSuchKey(OwnedName name) {
        return Problems.of(
                404,
                "no_such_key",
                "There is no such key",
                "There is no " + name + ". 'sluice own keys' or GET /ownership/keys shows those there are.");
    }

    static Problem differs(OwnedName name, Optional<OwnedValue> there) {
        return Problems.of(
                409,
                "key_differs",
                "The key stands otherwise",
                there.map(value -> "The " + name + " has the version "
                                + value.version().number()
                                + " and maybe another value than you think, so nothing was changed: read it again.")
                        .orElse("There is no " + name
                                + ", so nothing was changed: make it with ifVersion=0, which is only done where there is"
                                + " none."));
    }

    static Problem fenced(OwnedName name, long token, long greatest) {
        return Problems.of(
                409,
                "token_stale",
                "The token is stale",
                "The " + name + " was written with the token " + greatest + ", and yours is " + token
                        + ": somebody else has held the lock since. Stop what it protects, and acquire it anew.");
    }

    static Problem valueTooLong(int most) {
        return Problems.of(
                413,
                "value_too_long",
                "The value is too long",
                "The value has more than " + most / 1024
                        + " KiB, the most that a key may have: keep it elsewhere, and its address here.");
    }

    static Problem tooMany(String what, int most) {
        return Problems.of(
                409,
                "too_many_" + what,
                "There are too many " + what,
                "The platform has " + most + " " + what + ", the most that it may: remove some.");
    }
}
