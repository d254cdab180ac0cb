package dev.sluice.gateway.webhook;

import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.problem.JsonText;
import dev.sluice.core.problem.Problem;
import dev.sluice.events.attempt.CallAttempts;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallIds;
import dev.sluice.events.call.CallQueue;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.webhook.Delivery;
import dev.sluice.events.webhook.MessageId;
import dev.sluice.events.webhook.Slack;
import dev.sluice.events.webhook.Verdict;
import dev.sluice.events.webhook.WebhookRoutes.Route;
import dev.sluice.gateway.async.Acceptances;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stands before a function where its webhooks come in: checks who sends, and lets the call go on, or keeps it and answers 202 when it is
 * kept. Bodies have 1 MiB at most.
 */
public final class Webhooks {

    /** The header field that tells a function which of its triggers it is called by. */
    public static final String TRIGGER = "Sluice-Trigger";

    /** What the header fields begin with that have the variables of the path. */
    public static final String VARIABLE = "Sluice-Path-";

    private static final String NAME = "webhook";
    private static final int MAX_BODY = 1024 * 1024;
    private static final WholeLimits LIMITS = WholeLimits.DEFAULT.withBytes(MAX_BODY);
    private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);
    private static final int LONGEST_MESSAGE = 1_000;

    private static final String CHALLENGE = "challenge";
    private static final String TYPE = "type";

    private final Supplier<CallQueue> queue;
    private final Function<FunctionName, DecoratorServices> services;
    private final SecretStore secrets;
    private final Function<FunctionName, OptionalInt> live;
    private final InstantSource clock;

    /**
     * @param queue of calls, begun when it is asked for the first time
     * @param services what the decorators of a function may use
     * @param live the version of a function that serves now; empty if there is no such function
     */
    public Webhooks(
            Supplier<CallQueue> queue,
            Function<FunctionName, DecoratorServices> services,
            SecretStore secrets,
            Function<FunctionName, OptionalInt> live,
            InstantSource clock) {
        this.queue = queue;
        this.services = services;
        this.secrets = secrets;
        this.live = live;
        this.clock = clock;
    }

    /** The head as a function sees it: with the trigger and the variables of the path. */
    public static RequestHead seen(RequestHead head, Route route, Map<String, String> variables) {
        Headers headers = head.headers().plus(TRIGGER, route.trigger());
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            headers = headers.plus(VARIABLE + variable.getKey(), variable.getValue());
        }
        return new RequestHead(head.method(), head.path(), head.query(), headers);
    }

    /** What is wrong with a request, as far as its head tells; reads no secret, so that it costs little. */
    public Optional<Problem> refusal(Route route, RequestHead head) {
        if (announced(head) > MAX_BODY) {
            return Optional.of(WebhookProblems.bodyTooLarge(MAX_BODY));
        }
        Delivery bare = new Delivery(head.headers(), NO_BODY);
        return route.source().signature().check(bare, List.of(), clock.instant()) instanceof Verdict.Refused refused
                        && refused.fault().isSeenInTheHead()
                ? Optional.of(WebhookProblems.refused(refused))
                : Optional.empty();
    }

    private static long announced(RequestHead head) {
        String length = head.headers().first("content-length").orElse("0").strip();
        return length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
    }

    /**
     * What stands before the function.
     *
     * @param credentials what the function's decorators take as proof of who calls
     * @param chain of the call
     */
    public Decorator before(Route route, Credentials credentials, List<String> chain) {
        Credentials all = credentials.and(Acceptances.CREDENTIALS);
        DecoratorSite site = new DecoratorSite(route.function(), NAME, 0, services.apply(route.function()), all);
        return new WholeDecorator(site, LIMITS, (request, next) -> switch (verdict(route, request)) {
            case Verdict.Refused refused -> Reply.own(WebhookProblems.refused(refused), request);
            case Verdict.Genuine(Optional<String> message) -> {
                Optional<Reply> told = verification(route, request).or(() -> pause(route, request));
                if (told.isPresent()) {
                    yield told.get();
                }
                yield switch (route.source().mode()) {
                    case SYNC -> next.call(request);
                    case ASYNC -> keep(call(route, id(route, message, request), all, chain, request), request);
                };
            }
        });
    }

    private Verdict verdict(Route route, WholeRequest request) {
        List<SecretValue> values = route.source().signature().secret().stream()
                .flatMap(secret -> secrets.get(route.function().namespace(), secret).stream())
                .toList();
        return route.source()
                .signature()
                .check(new Delivery(request.head().headers(), request.body()), values, clock.instant());
    }

    private static Optional<Reply> pause(Route route, WholeRequest request) {
        return route.paused() ? Optional.of(Reply.own(WebhookProblems.triggerPaused(), request)) : Optional.empty();
    }

    private QueuedCall call(Route route, InvocationId id, Credentials all, List<String> chain, WholeRequest request) {
        CallTerms terms = CallTerms.at(EntryPoint.EVENT)
                .through(chain)
                .priority(route.priority())
                .version(route.version().boundTo(live.apply(route.function())));
        return new QueuedCall(
                id,
                route.function(),
                clock.instant(),
                all.without(request.head()),
                request.body(),
                route.retry().map(terms::tried).orElse(terms),
                Optional.empty());
    }

    /** Slack asks whether an address is meant for it: it wants a word back. */
    private static Optional<Reply> verification(Route route, WholeRequest request) {
        if (!(route.source().signature() instanceof Slack)) {
            return Optional.empty();
        }
        Map<String, String> told = BodyMembers.texts(request.body(), Set.of(TYPE, CHALLENGE));
        return Optional.ofNullable(told.get(CHALLENGE))
                .filter(_ -> "url_verification".equals(told.get(TYPE)))
                .map(challenge -> Reply.own(
                        Answer.of(
                                200,
                                Headers.of("Content-Type", "text/plain; charset=utf-8"),
                                challenge.getBytes(StandardCharsets.UTF_8)),
                        "verified"));
    }

    /** The same for a message that is sent again, if its sender says which it is. */
    private static InvocationId id(Route route, Optional<String> signed, WholeRequest request) {
        return switch (route.source().messageId()) {
            case MessageId.Signed() ->
                signed.map(message -> id(route, message, "")).orElseGet(request::id);
            case MessageId.Member(String name) ->
                Optional.ofNullable(
                                BodyMembers.texts(request.body(), Set.of(name)).get(name))
                        .filter(Webhooks::isId)
                        .map(message -> id(route, message, ""))
                        .orElseGet(request::id);
            // Whoever caught one message could send it under the id of another, which would then be taken for sent.
            case MessageId.Field(String name) ->
                request.head()
                        .headers()
                        .first(name)
                        .map(String::strip)
                        .filter(Webhooks::isId)
                        .map(message -> id(route, message, digest(request.body())))
                        .orElseGet(request::id);
            case MessageId.None() -> request.id();
        };
    }

    private static boolean isId(String message) {
        return !message.isEmpty()
                && message.length() <= LONGEST_MESSAGE
                && message.chars().noneMatch(Character::isISOControl);
    }

    private static String digest(ByteBuffer body) {
        var digest = Digest.sha256();
        digest.update(body.duplicate());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static InvocationId id(Route route, String message, String body) {
        return CallIds.named(List.of(NAME, route.trigger(), route.function().value(), message, body));
    }

    private Reply keep(QueuedCall call, WholeRequest request) throws InterruptedException {
        Optional<Acceptance> acceptance = Acceptances.put(queue.get(), call);
        if (acceptance.isEmpty()) {
            return Reply.own(Acceptances.unknown("Send it again: if it has an id, it runs once."), request);
        }
        return switch (acceptance.get()) {
            case Acceptance.Accepted(InvocationId id) -> accepted(id);
            // Written anew by its sender, with the id that it had: it is no second message.
            case Acceptance.DifferentCall(InvocationId id) -> accepted(id);
            case Acceptance.Refused refused -> Reply.own(Acceptances.refused(refused), request);
        };
    }

    private static Reply accepted(InvocationId id) {
        String json =
                new JsonText().open('{').member("id", id.value()).close('}').toString();
        Headers headers = Headers.of("Content-Type", "application/json", CallAttempts.CALL_ID, id.value());
        return Reply.own(Answer.of(202, headers, json.getBytes(StandardCharsets.UTF_8)), "accepted");
    }
}
