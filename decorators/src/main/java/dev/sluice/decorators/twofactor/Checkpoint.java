package dev.sluice.decorators.twofactor;

import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Subject;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.function.Digest;
import dev.sluice.core.invocation.ClientAddress;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.twofactor.account.User;
import dev.sluice.decorators.twofactor.condition.Judge;
import dev.sluice.decorators.twofactor.login.Asking;
import dev.sluice.decorators.twofactor.login.SecondFactor;
import dev.sluice.decorators.twofactor.login.Terms;
import dev.sluice.decorators.twofactor.login.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Decides what becomes of a request. Every call may block on the store, and throws when it fails: then nobody passes. */
final class Checkpoint {

    private final TwoFactorSettings settings;
    private final DecoratorSite site;
    private final SecondFactor factor;
    private final Terms terms;
    private final Refusals refusals;
    private final Judge judge;

    Checkpoint(TwoFactorSettings settings, DecoratorSite site, SecondFactor factor, Judge judge) {
        this.settings = settings;
        this.site = site;
        this.factor = factor;
        this.judge = judge;
        this.terms = settings.terms(site.function());
        this.refusals = new Refusals(site, terms);
    }

    /** The step of a request that needs no second factor. */
    HeadStep unconcerned(RequestHead head) {
        return HeadStep.pass(CleanHead.of(head));
    }

    /** The step of a request; {@code body} is empty unless the condition reads it. */
    HeadStep check(InvocationId id, RequestHead head, byte[] body) {
        RequestHead clean = CleanHead.of(head);
        String subject = Subject.of(head.headers()).orElse("");
        if (!judge.needs(clean, subject, body)) {
            return HeadStep.pass(clean);
        }
        if (!User.isValid(subject)) {
            return refusals.firstFactorMissing(id);
        }
        User user = new User(site.function().namespace(), subject);
        if (remembered(user, head.headers())) {
            return HeadStep.pass(clean);
        }
        Asking asking = new Asking(
                user,
                terms,
                print(head, body),
                ClientAddress.of(head.headers()),
                given(head, TwoFactorHeaders.SEND_CODE).isPresent());
        Optional<String> challenge = given(head, TwoFactorHeaders.CHALLENGE);
        Optional<String> code = given(head, TwoFactorHeaders.CODE);
        // A code without the challenge that it answers proves nothing: it is asked anew.
        Verdict verdict = challenge.isPresent() && code.isPresent()
                ? factor.answer(asking, challenge.get(), code.get())
                : factor.ask(asking);
        return switch (verdict) {
            case Verdict.Passed passed -> HeadStep.pass(clean, proof(passed, head));
            case Verdict.Refused() -> refusals.refused(id);
            case Verdict.Challenged challenged -> refusals.challenged(id, challenged);
            case Verdict.TooMany(Duration delay) -> {
                site.fire(id, new What.Limited(delay));
                yield refusals.tooMany(delay);
            }
        };
    }

    private boolean remembered(User user, Headers headers) {
        if (settings.remember().isEmpty()) {
            return false;
        }
        Duration age = settings.remember().get();
        return headers.first(TwoFactorHeaders.PROOF)
                .or(() -> Cookies.get(headers, TwoFactorHeaders.COOKIE))
                .map(proof -> factor.remembers(user, site.function(), proof, age))
                .orElse(false);
    }

    private Watch proof(Verdict.Passed passed, RequestHead head) {
        return settings.remember()
                .<Watch>map(age -> new Watch() {
                    @Override
                    public Headers answered(int status, Headers headers) {
                        // Whoever keeps answers would give the proof to others.
                        return headers.with(TwoFactorHeaders.PROOF, passed.proof())
                                .with("Cache-Control", "no-store")
                                .plus("Set-Cookie", cookie(passed.proof(), age, head));
                    }
                })
                .orElse(Watch.NOTHING);
    }

    private String cookie(String proof, Duration age, RequestHead head) {
        boolean secure = head.headers().first("X-Forwarded-Proto").orElse("").equals("https");
        return TwoFactorHeaders.COOKIE + "=" + proof + "; Path="
                + site.function().path() + "; Max-Age=" + age.toSeconds() + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }

    private static Optional<String> given(RequestHead head, String name) {
        return head.headers().first(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** A challenge is for one request: what a user confirms is what happens. */
    private static String print(RequestHead head, byte[] body) {
        MessageDigest digest = Digest.sha256();
        digest.update(
                (head.method() + "\n" + head.path() + "\n" + head.query() + "\n").getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest(body));
    }
}
