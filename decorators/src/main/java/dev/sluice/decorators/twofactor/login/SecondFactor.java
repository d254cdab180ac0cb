package dev.sluice.decorators.twofactor.login;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.state.StateKey;
import dev.sluice.decorators.twofactor.account.Account;
import dev.sluice.decorators.twofactor.account.Accounts;
import dev.sluice.decorators.twofactor.account.Accounts.Change;
import dev.sluice.decorators.twofactor.account.Challenge;
import dev.sluice.decorators.twofactor.account.Guard;
import dev.sluice.decorators.twofactor.account.Keyring;
import dev.sluice.decorators.twofactor.account.Keyring.Purpose;
import dev.sluice.decorators.twofactor.account.Rate;
import dev.sluice.decorators.twofactor.account.User;
import dev.sluice.decorators.twofactor.code.Codes;
import dev.sluice.decorators.twofactor.code.Same;
import dev.sluice.decorators.twofactor.login.AuditEvent.Context;
import dev.sluice.decorators.twofactor.login.Matching.Match;
import dev.sluice.decorators.twofactor.login.Notice.Content;
import dev.sluice.decorators.twofactor.login.Terms.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks users for a second factor and judges what they answer. Each answer is one compare-and-set on the user's account:
 * whoever guesses with many requests at once is counted like one who guesses with one after the other. Thread-safe; every
 * call may block on the store and throws {@link StorageException} when it fails, which must let nobody pass.
 */
public final class SecondFactor {

    private static final int CHALLENGE_BYTES = 16;
    private static final int REGISTRATION_BYTES = 32;

    private final Accounts accounts;
    private final Keyring keys;
    private final Codes codes;
    private final InstantSource clock;
    private final Messenger messenger;
    private final Consumer<AuditEvent> audit;
    private final Matching matching;
    private final Proofs proofs;

    /** What a second factor is made of. {@code audit} is called on the thread of whoever caused the event. */
    public record Parts(
            Accounts accounts,
            Keyring keys,
            Codes codes,
            InstantSource clock,
            Messenger messenger,
            Consumer<AuditEvent> audit) {}

    public SecondFactor(Parts parts) {
        this.accounts = parts.accounts();
        this.keys = parts.keys();
        this.codes = parts.codes();
        this.clock = parts.clock();
        this.messenger = parts.messenger();
        this.audit = parts.audit();
        this.matching = new Matching(keys, codes);
        this.proofs = new Proofs(keys);
    }

    private record Asked(Verdict verdict, Optional<Notice> notice) {}

    private record Judged(Verdict verdict, AuditEvent event, Optional<Instant> lockedUntil) {}

    /**
     * A new challenge. Somebody unknown gets one like everybody else, and is held back like everybody else. A code, if one is
     * to be sent, is sent after this has returned.
     */
    public Verdict ask(Asking asking) {
        Instant now = clock.instant();
        Asked asked = accounts.change(asking.user(), account -> ask(asking, account, now));
        Context context = context(asking, now);
        switch (asked.verdict()) {
            case Verdict.TooMany _ -> audit.accept(new AuditEvent.TooMany(asking.user(), context));
            case Verdict.Challenged _, Verdict.Passed _, Verdict.Refused _ ->
                audit.accept(new AuditEvent.Challenged(asking.user(), context));
        }
        asked.notice().ifPresent(this::send);
        return asked.verdict();
    }

    /** Judges a code that was given with a challenge. A good one passes once. */
    public Verdict answer(Asking asking, String challenge, String code) {
        Instant now = clock.instant();
        Judged judged = accounts.change(asking.user(), account -> judge(asking, account, challenge, code, now));
        audit.accept(judged.event());
        judged.lockedUntil()
                .ifPresent(until -> audit.accept(new AuditEvent.LockedOut(asking.user(), context(asking, now), until)));
        return judged.verdict();
    }

    /** Whether {@code proof} says that the user has shown a second factor to the function less than {@code age} ago. */
    public boolean remembers(User user, FunctionName function, String proof, Duration age) {
        return proofs.good(proof, accounts.get(user), function, age, clock.instant());
    }

    /** What came of registering a code. */
    public enum Registered {
        TAKEN,
        /** No challenge waits for a code with this token: unknown, expired, taken before, or the token is wrong. */
        NOT_WAITING,
        /** It has not as many digits as it should. */
        BAD_CODE
    }

    /** Takes the code that a notifier made for a challenge, once. */
    public Registered register(String challenge, String token, String code) {
        int dot = challenge.indexOf('.');
        if (dot < 0 || !StateKey.isName(challenge.substring(0, dot))) {
            return Registered.NOT_WAITING;
        }
        return accounts.user(challenge.substring(0, dot))
                .map(user -> register(user, challenge, token, code))
                .orElse(Registered.NOT_WAITING);
    }

    private Registered register(User user, String id, String token, String code) {
        Instant now = clock.instant();
        Registered result = accounts.change(user, account -> {
            Optional<Challenge> waiting = account.challenge(id, now.toEpochMilli())
                    .filter(each -> !each.registrationHash().isEmpty()
                            && Same.text(each.registrationHash(), registrationHash(id, token)));
            if (waiting.isEmpty()) {
                return new Change<>(account, Registered.NOT_WAITING);
            }
            Challenge challenge = waiting.get();
            if (!Codes.isDigits(code, challenge.digits())) {
                return new Change<>(account, Registered.BAD_CODE);
            }
            String hash = matching.codeHash(user.name(), challenge, code);
            return new Change<>(account.with(challenge.registered(hash)), Registered.TAKEN);
        });
        if (result == Registered.TAKEN) {
            audit.accept(new AuditEvent.CodeRegistered(user, new Context(now, "", "")));
        }
        return result;
    }

    private Change<Asked> ask(Asking asking, Account account, Instant now) {
        long millis = now.toEpochMilli();
        boolean sends = asking.terms().delivery() instanceof Delivery.By;
        Rate.Answer challenges = Guard.CHALLENGES.ask(account.guard().challenges(), millis);
        // Counted for everybody whom the function could send a code, or the count would tell who has an address.
        Rate.Answer messages = sends
                ? Guard.MESSAGES.ask(account.guard().messages(), millis)
                : new Rate.Answer(account.guard().messages(), Duration.ZERO);
        if (!challenges.allowed() || !messages.allowed()) {
            Duration delay = challenges.delay().compareTo(messages.delay()) > 0 ? challenges.delay() : messages.delay();
            return new Change<>(account, new Asked(new Verdict.TooMany(delay), Optional.empty()));
        }
        String id = accounts.pseudonym(asking.user()) + "." + codes.token(CHALLENGE_BYTES);
        Instant expiresAt = now.plus(asking.terms().expires());
        Challenge open = new Challenge(
                id, asking.terms().function().value(), asking.print(), expiresAt.toEpochMilli(), 0, 0, "", "");
        Optional<Notice> notice = wantsCode(asking, account, millis)
                .map(by -> new Notice(by.notifier(), asking, account.address(), id, expiresAt, content(by)));
        Challenge kept = notice.map(each -> with(open, account, each.content())).orElse(open);
        return new Change<>(
                account.asked(kept, challenges.full(), messages.full(), millis),
                new Asked(new Verdict.Challenged(id, expiresAt), notice));
    }

    private static Optional<Delivery.By> wantsCode(Asking asking, Account account, long now) {
        boolean wanted = account.totpSecret().isEmpty() || asking.wantsMessage();
        return asking.terms().delivery() instanceof Delivery.By by
                        && wanted
                        && !account.address().isEmpty()
                        && !account.guard().locked(now)
                ? Optional.of(by)
                : Optional.empty();
    }

    private Content content(Delivery.By by) {
        return switch (by.maker()) {
            case PLATFORM -> new Content.Code(codes.digits(by.digits()));
            case NOTIFIER -> new Content.Registration(codes.token(REGISTRATION_BYTES), by.digits());
        };
    }

    private Challenge with(Challenge open, Account account, Content content) {
        return switch (content) {
            case Content.Code(String digits) -> open.registered(matching.codeHash(account.user(), open, digits));
            case Content.Registration(String token, int digits) ->
                open.waiting(digits, registrationHash(open.id(), token));
        };
    }

    private Change<Judged> judge(Asking asking, Account account, String id, String code, Instant now) {
        long millis = now.toEpochMilli();
        Optional<Challenge> challenge = account.challenge(id, millis)
                .filter(each -> each.function().equals(asking.terms().function().value())
                        && each.print().equals(asking.print()));
        Match match = matching.compare(account, challenge, code, now);
        boolean locked = account.guard().locked(millis);
        Context context = context(asking, now);
        if (match instanceof Match.Good good && challenge.isPresent() && !locked) {
            Verdict passed = new Verdict.Passed(
                    good.factor(), proofs.issue(account, asking.terms().function(), now));
            return new Change<>(
                    account.passed(id, good.step(), good.recoveryHash()),
                    new Judged(passed, new AuditEvent.Passed(asking.user(), context, good.factor()), Optional.empty()));
        }
        Account after = account.missed(id, millis);
        return new Change<>(
                after,
                new Judged(
                        new Verdict.Refused(),
                        new AuditEvent.Refused(asking.user(), context, why(locked, challenge.isPresent(), match)),
                        newLock(account, after, now)));
    }

    private static Refusal why(boolean locked, boolean challenged, Match match) {
        if (locked) {
            return Refusal.LOCKED;
        }
        if (!challenged) {
            return Refusal.NO_CHALLENGE;
        }
        return match instanceof Match.Bad(boolean replayed) && replayed ? Refusal.REPLAYED : Refusal.WRONG_CODE;
    }

    /** Until when the change locked the user out, if it did. */
    static Optional<Instant> newLock(Account before, Account after, Instant now) {
        return before.guard().locked(now.toEpochMilli()) || !after.guard().locked(now.toEpochMilli())
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(after.guard().lockedUntil()));
    }

    private void send(Notice notice) {
        messenger.send(notice, why -> {
            Context context = context(notice.asking(), clock.instant());
            audit.accept(
                    why.isEmpty()
                            ? new AuditEvent.CodeSent(notice.user(), context)
                            : new AuditEvent.CodeNotSent(notice.user(), context, why));
        });
    }

    private String registrationHash(String challenge, String token) {
        return keys.hash(Purpose.REGISTRATION, challenge, token);
    }

    private static Context context(Asking asking, Instant at) {
        return new Context(at, asking.terms().function().value(), asking.address());
    }
}
