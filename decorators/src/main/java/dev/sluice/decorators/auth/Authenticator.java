package dev.sluice.decorators.auth;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.decorator.Subject;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.WaitingLook;
import dev.sluice.core.invocation.Authorization;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Finds out who calls by the first of its methods that the request has credentials for. Whatever is wrong with them, the
 * answer is the same; only the access record says more.
 */
record Authenticator(DecoratorSite site, List<Method> methods, boolean forward) implements WaitingLook {

    @Override
    public Optional<HeadStep> atOnce(Invocation invocation) {
        return step(invocation, finding -> finding);
    }

    @Override
    public HeadStep look(Invocation invocation) {
        return step(invocation, AuthenticationResult::waitedFor).orElseThrow();
    }

    /** Empty if a finding, as it is {@code taken}, still waits. */
    private Optional<HeadStep> step(Invocation invocation, UnaryOperator<AuthenticationResult> taken) {
        RequestHead head = invocation.head();
        for (Method method : methods) {
            switch (taken.apply(method.check(head))) {
                case AuthenticationResult.Nothing() -> {}
                case AuthenticationResult.Later(var _) -> {
                    return Optional.empty();
                }
                case AuthenticationResult.Known(String subject) -> {
                    return Optional.of(HeadStep.pass(known(head, method, subject)));
                }
                case AuthenticationResult.Refused(String why) -> {
                    return Optional.of(refused(invocation.id(), why));
                }
                case AuthenticationResult.Unknown(String why) -> {
                    return Optional.of(HeadStep.stop(unknown(why)));
                }
            }
        }
        return Optional.of(
                head.headers().first(Authorization.FIELD).isPresent()
                        ? refused(invocation.id(), "unknown_scheme")
                        : missing(invocation.id()));
    }

    private RequestHead known(RequestHead head, Method method, String subject) {
        RequestHead clean = forward ? head : method.stripped(head);
        return new RequestHead(
                clean.method(),
                clean.path(),
                clean.query(),
                clean.headers().with(PlatformHeaders.SUBJECT, Subject.encoded(subject)));
    }

    private HeadStep missing(InvocationId id) {
        String known = methods.stream().map(Method::name).collect(Collectors.joining(", "));
        return stop(
                site.problem(
                        401,
                        "credentials_missing",
                        "Credentials are required",
                        "Send credentials; '" + site.function() + "' takes these: " + known + "."),
                false,
                id,
                "credentials_missing");
    }

    /** {@code why} is the reason in the access record; the caller is told the same whatever it is. */
    private HeadStep refused(InvocationId id, String why) {
        return stop(
                site.problem(
                        401,
                        "credentials_refused",
                        "The credentials are not accepted",
                        "Send other credentials, or none to be told which '" + site.function() + "' takes."),
                true,
                id,
                "credentials_refused_" + why);
    }

    private HeadStep stop(Problem problem, boolean refused, InvocationId id, String reason) {
        Answer answer = Answer.of(problem.during(id)).with("Cache-Control", "no-store");
        for (Method method : methods) {
            String challenge = method.challenge(site.function().value(), refused);
            answer = answer.with(answer.headers().plus("WWW-Authenticate", challenge));
        }
        return HeadStep.stop(answer, reason);
    }

    private Problem unknown(String why) {
        return site.problem(503, "credentials_unchecked", "The credentials cannot be checked now", why)
                .retryAfter(Duration.ofSeconds(5));
    }
}
