package dev.sluice.decorators.twofactor;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.problem.Problem;
import dev.sluice.decorators.twofactor.login.Factor;
import dev.sluice.decorators.twofactor.login.Terms;
import dev.sluice.decorators.twofactor.login.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The answers to those who do not pass. What they say depends on the settings alone and never on the user: who is not
 * enrolled, is locked out or has another factor is answered like everybody else.
 */
final class Refusals {

    private final DecoratorSite site;
    private final List<String> methods;

    Refusals(DecoratorSite site, Terms terms) {
        this.site = site;
        List<String> words = new ArrayList<>();
        words.add(Factor.TOTP.word());
        if (terms.delivery() instanceof Terms.Delivery.By) {
            words.add(Factor.CODE.word());
        }
        words.add(Factor.RECOVERY.word());
        this.methods = List.copyOf(words);
    }

    HeadStep firstFactorMissing(InvocationId id) {
        Problem problem = site.problem(
                401,
                "first_factor_missing",
                "The first factor is missing",
                "Nobody has found out who calls, so there is no second factor to ask for. Log in first; whoever deploys '"
                        + site.function() + "' must put a decorator before two-factor that finds out, such as auth.");
        return stop(problem.during(id), "Sluice-2FA realm=\"" + site.function() + "\"");
    }

    HeadStep challenged(InvocationId id, Verdict.Challenged challenged) {
        Problem problem = site.problem(
                        401,
                        "second_factor_required",
                        "A second factor is required",
                        "Repeat the request with the headers " + TwoFactorHeaders.CHALLENGE + " and "
                                + TwoFactorHeaders.CODE + " before the challenge expires.")
                .with("challenge", challenged.challenge())
                .with("methods", methods)
                .with("expiresAt", challenged.expiresAt().toString());
        return stop(
                problem.during(id),
                scheme() + ", challenge=\"" + challenged.challenge() + "\", expires=\"" + challenged.expiresAt()
                        + "\"");
    }

    HeadStep refused(InvocationId id) {
        Problem problem = site.problem(
                401,
                "second_factor_refused",
                "The second factor is not accepted",
                "The code is not accepted. Try the next one with the same challenge; if that does not help, repeat the"
                        + " request without " + TwoFactorHeaders.CODE + " for a new challenge, or wait a while.");
        return stop(problem.during(id), scheme() + ", error=\"refused\"");
    }

    HeadStep tooMany(Duration delay) {
        return HeadStep.stop(site.problem(
                        429,
                        "too_many_challenges",
                        "Too many challenges",
                        "This user asked for a second factor too often. Answer an open challenge, or wait.")
                .retryAfter(delay));
    }

    private String scheme() {
        return "Sluice-2FA realm=\"" + site.function() + "\", methods=\"" + String.join(" ", methods) + "\"";
    }

    private static HeadStep stop(Problem problem, String authenticate) {
        Answer answer =
                Answer.of(problem).with("WWW-Authenticate", authenticate).with("Cache-Control", "no-store");
        return HeadStep.stop(answer, problem.kind().reason());
    }
}
