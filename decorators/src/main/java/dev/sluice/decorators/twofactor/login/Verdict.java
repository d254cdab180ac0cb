package dev.sluice.decorators.twofactor.login;

import java.time.Duration;
import java.time.Instant;

/** What the second factor says to a request. */
public sealed interface Verdict {

    /** Repeat it with a code, until {@code expiresAt}. */
    record Challenged(String challenge, Instant expiresAt) implements Verdict {}

    /** Asked too often: again after {@code delay}. */
    record TooMany(Duration delay) implements Verdict {}

    /** The code is good, once. {@code proof} may stand for it for a while. */
    record Passed(Factor factor, String proof) implements Verdict {}

    /** The code does not count; why not is for the audit log only. */
    record Refused() implements Verdict {}
}
