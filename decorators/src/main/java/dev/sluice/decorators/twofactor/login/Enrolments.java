package dev.sluice.decorators.twofactor.login;

import dev.sluice.core.function.Namespace;
import dev.sluice.decorators.twofactor.account.Account;
import dev.sluice.decorators.twofactor.account.Accounts;
import dev.sluice.decorators.twofactor.account.Accounts.Change;
import dev.sluice.decorators.twofactor.account.Guard;
import dev.sluice.decorators.twofactor.account.Keyring;
import dev.sluice.decorators.twofactor.account.User;
import dev.sluice.decorators.twofactor.code.Codes;
import dev.sluice.decorators.twofactor.code.TotpSecret;
import dev.sluice.decorators.twofactor.login.AuditEvent.Context;
import dev.sluice.decorators.twofactor.login.Matching.Match;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Enrols users and forgets them, for whoever manages the platform. Thread-safe; every call may block on the store and throws
 * {@code StorageException} when it fails.
 */
public final class Enrolments {

    /** How many users are listed at most. */
    public static final int MOST_LISTED = 10_000;

    /** How long an address may be, in characters. */
    public static final int LONGEST_ADDRESS = 256;

    private static final String ISSUER = "Sluice";

    private final Accounts accounts;
    private final Codes codes;
    private final InstantSource clock;
    private final Consumer<AuditEvent> audit;
    private final Matching matching;
    private final SecureRandom random = new SecureRandom();

    public Enrolments(Accounts accounts, Keyring keys, Codes codes, InstantSource clock, Consumer<AuditEvent> audit) {
        this.accounts = accounts;
        this.codes = codes;
        this.clock = clock;
        this.audit = audit;
        this.matching = new Matching(keys, codes);
    }

    /** What came of enrolling. */
    public sealed interface Enrolment {

        /**
         * The only time that any of this is told; its text form hides it.
         *
         * @param secret the app's, if it was asked for
         * @param uri what the app's QR code says, if it was asked for
         */
        record Made(Optional<String> secret, Optional<String> uri, List<String> recoveryCodes) implements Enrolment {
            @Override
            public String toString() {
                return "Made[hidden]";
            }
        }

        record AlreadyEnrolled() implements Enrolment {}
    }

    /** What may be told of a user. {@code lockedUntil} is {@link Instant#MAX} when only a reset helps. */
    public record Enrolled(
            User user,
            Instant since,
            boolean app,
            String address,
            int recoveryCodes,
            int failures,
            Optional<Instant> lockedUntil) {}

    /** What came of trying a code. */
    public sealed interface Verification {
        record Good(Factor factor) implements Verification {}

        record NotAccepted() implements Verification {}

        /** As in {@link Enrolled}. */
        record Locked(Instant until) implements Verification {}

        record NoSuchUser() implements Verification {}
    }

    /**
     * Gives a user a second factor.
     *
     * @param app whether an authenticator app gets a secret
     * @param address where codes are sent; empty if nowhere
     * @param from who asks, for the audit log
     */
    public Enrolment enrol(User user, boolean app, String address, String from) {
        TotpSecret secret = TotpSecret.random(random);
        List<String> recovery = codes.recovery();
        List<String> hashes = recovery.stream()
                .map(code -> matching.recoveryHash(user.id(), code))
                .toList();
        Instant now = clock.instant();
        boolean made = accounts.change(
                user,
                account -> account.enrolled()
                        ? new Change<>(account, false)
                        : new Change<>(
                                account.enrol(now.toEpochMilli(), app ? secret.stored() : "", address, hashes), true));
        if (!made) {
            return new Enrolment.AlreadyEnrolled();
        }
        audit.accept(new AuditEvent.Enrolled(user, new Context(now, "", from)));
        return app
                ? new Enrolment.Made(
                        Optional.of(secret.typed()), Optional.of(secret.uri(ISSUER, user.name())), recovery)
                : new Enrolment.Made(Optional.empty(), Optional.empty(), recovery);
    }

    /** Who is enrolled in a namespace, by name; at most {@link #MOST_LISTED}. */
    public List<Enrolled> list(Namespace namespace) {
        long now = clock.millis();
        return accounts.enrolled(namespace, MOST_LISTED).stream()
                .map(account -> new Enrolled(
                        User.ofId(account.user()),
                        Instant.ofEpochMilli(account.enrolledAt()),
                        !account.totpSecret().isEmpty(),
                        account.address(),
                        account.recovery().size(),
                        account.guard().failures(),
                        account.guard().locked(now) ? Optional.of(lockEnd(account)) : Optional.empty()))
                .toList();
    }

    /** Forgets a user's second factor, and with it proofs, challenges and locks; false if there is none. */
    public boolean reset(User user, String from) {
        boolean removed = accounts.remove(user);
        if (removed) {
            audit.accept(new AuditEvent.Reset(user, new Context(clock.instant(), "", from)));
        }
        return removed;
    }

    /** Tries a code of the app or a recovery code, as a call would: it counts, and is used up. */
    public Verification verify(User user, String code, String from) {
        Instant now = clock.instant();
        if (!accounts.get(user).enrolled()) {
            return new Verification.NoSuchUser();
        }
        Verification result = accounts.change(user, account -> verify(account, code, now));
        Context context = new Context(now, "", from);
        switch (result) {
            case Verification.Good(Factor factor) -> audit.accept(new AuditEvent.Verified(user, context, factor));
            case Verification.Locked _ -> audit.accept(new AuditEvent.Refused(user, context, Refusal.LOCKED));
            case Verification.NotAccepted _ -> audit.accept(new AuditEvent.Refused(user, context, Refusal.WRONG_CODE));
            case Verification.NoSuchUser _ -> {}
        }
        return result;
    }

    private Change<Verification> verify(Account account, String code, Instant now) {
        if (!account.enrolled()) {
            return new Change<>(account, new Verification.NoSuchUser());
        }
        if (account.guard().locked(now.toEpochMilli())) {
            return new Change<>(account, new Verification.Locked(lockEnd(account)));
        }
        return switch (matching.compare(account, Optional.empty(), code, now)) {
            case Match.Good(Factor factor, long step, String recovery) ->
                new Change<>(account.passed("", step, recovery), new Verification.Good(factor));
            case Match.Bad _ -> new Change<>(account.missed("", now.toEpochMilli()), new Verification.NotAccepted());
        };
    }

    private static Instant lockEnd(Account account) {
        return account.guard().failures() >= Guard.MOST_FAILURES
                ? Instant.MAX
                : Instant.ofEpochMilli(account.guard().lockedUntil());
    }
}
