package dev.sluice.gateway.async;

import static dev.sluice.core.invocation.Component.EVENTS;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.function.FairKey;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.problem.JsonText;
import dev.sluice.core.problem.Problem;
import dev.sluice.decorators.caller.CallerKey;
import dev.sluice.events.attempt.CallAttempts;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallQueue;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.callback.PublicAddresses;
import dev.sluice.events.payload.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stands in the place of the function where calls are accepted, behind the decorators that may refuse them: takes the credentials
 * out, keeps the call, and answers 202 when it is kept. Bodies have 64 MiB at most.
 */
public final class Accepting {

    /** The header field of the answer that has the secret of the call. */
    public static final String SECRET = "X-Call-Secret";

    private static final String NAME = "async";

    /** The longest body comes in time at 4 Mbit/s. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final WholeLimits LIMITS = new WholeLimits(Payload.MOST, PATIENCE);

    private final Supplier<CallQueue> queue;
    private final Function<FunctionName, DecoratorServices> services;
    private final PublicAddresses callbacks;
    private final CallSecrets secrets;
    private final BindableVersions versions;
    private final Function<FunctionName, Optional<FairKey>> fairKeys;
    private final InstantSource clock;

    /**
     * @param queue of calls, begun when it is asked for the first time
     * @param services what the decorators of a function may use
     * @param fairKeys what calls of a function have in common that share one turn
     */
    public Accepting(
            Supplier<CallQueue> queue,
            Function<FunctionName, DecoratorServices> services,
            PublicAddresses callbacks,
            CallSecrets secrets,
            BindableVersions versions,
            Function<FunctionName, Optional<FairKey>> fairKeys,
            InstantSource clock) {
        this.queue = queue;
        this.services = services;
        this.callbacks = callbacks;
        this.secrets = secrets;
        this.versions = versions;
        this.fairKeys = fairKeys;
        this.clock = clock;
    }

    /** That for calls that come through decorators which take these as proof of who calls. */
    public Invoker behind(Credentials credentials) {
        Credentials all = credentials.and(Acceptances.CREDENTIALS);
        return (invocation, listener) -> accept(all, invocation, listener);
    }

    private Call accept(Credentials all, Invocation invocation, CallListener listener) {
        FunctionName function = invocation.function();
        DecoratorSite site = new DecoratorSite(function, NAME, 0, services.apply(function), all);
        List<String> chain = invocation.terms().chain();
        return new WholeDecorator(site, LIMITS, (request, _) -> accept(function, all, chain, request))
                .around(invocation, listener, (_, _) -> {
                    throw new IllegalStateException("nothing stands behind");
                });
    }

    private Reply accept(FunctionName function, Credentials all, List<String> chain, WholeRequest request)
            throws InterruptedException {
        String method = request.head().method();
        if (method.equals("OPTIONS") || method.equals("HEAD") || method.equals("TRACE")) {
            return refused(
                    405,
                    "method_not_allowed",
                    "The call cannot run later",
                    method + " is not kept. Use POST.",
                    request);
        }
        Instant now = clock.instant();
        Wishes wishes;
        try {
            wishes = Wishes.read(request.head().headers(), chain, now);
        } catch (Wishes.BadWishException e) {
            return refused(400, "bad_request", "The call cannot run later", String.valueOf(e.getMessage()), request);
        }
        Optional<String> refusal = wishes.callback().flatMap(callbacks::refusal);
        if (refusal.isPresent()) {
            return refused(400, "callback_refused", "This address is not called back", refusal.get(), request);
        }
        OptionalInt version =
                wishes.version().orElseGet(() -> versions.usual(function)).boundTo(versions.live(function));
        if (version.isPresent() && !versions.isKept(function, version.getAsInt())) {
            return refused(
                    404,
                    "no_such_version",
                    "There is no such version",
                    "The function '" + function + "' has no version " + version.getAsInt()
                            + " that is kept. 'sluice describe " + function.name() + "' and GET /functions/"
                            + function.name() + "/versions show those that are.",
                    request);
        }
        InvocationId id = wishes.id(request.id(), function, request.head().headers());
        RequestHead bare = all.without(request.head());
        CallTerms terms = wishes.terms().version(version).sharingAs(fairKey(function, bare.headers()));
        QueuedCall call =
                new QueuedCall(id, function, now, withoutWishes(bare), request.body(), terms, wishes.callback());
        return put(call, request);
    }

    /** What is kept of who calls must be no credential, so it is looked for where those are taken out. */
    private String fairKey(FunctionName function, Headers headers) {
        return fairKeys.apply(function)
                .map(key -> switch (key) {
                    case FairKey.Subject() -> new CallerKey.Subject();
                    case FairKey.Address() -> new CallerKey.Address();
                    case FairKey.Header(String name) -> new CallerKey.Header(name);
                })
                .map(key -> key.of(headers))
                .orElse("");
    }

    private static RequestHead withoutWishes(RequestHead bare) {
        return new RequestHead(
                bare.method(), bare.path(), bare.query(), bare.headers().edited(Wishes.FIELDS, Headers.EMPTY));
    }

    private Reply put(QueuedCall call, WholeRequest request) throws InterruptedException {
        Optional<Acceptance> acceptance = Acceptances.put(queue.get(), call);
        if (acceptance.isEmpty()) {
            return Reply.own(
                    Acceptances.unknown("Send it again with an Idempotency-Key, with which it runs once."), request);
        }
        return switch (acceptance.get()) {
            case Acceptance.Accepted(InvocationId id) -> accepted(id);
            case Acceptance.Refused refused -> Reply.own(Acceptances.refused(refused), request);
        };
    }

    private Reply accepted(InvocationId id) {
        String place = "/invocations/" + id;
        String json = new JsonText()
                .open('{')
                .member("id", id.value())
                .member("location", place)
                .close('}')
                .toString();
        Headers headers = Headers.of(
                "Content-Type",
                "application/json",
                "Location",
                place,
                CallAttempts.CALL_ID,
                id.value(),
                SECRET,
                secrets.of(id),
                "Cache-Control",
                "no-store",
                "Preference-Applied",
                "respond-async");
        return Reply.own(Answer.of(202, headers, json.getBytes(StandardCharsets.UTF_8)), "accepted");
    }

    private static Reply refused(int status, String reason, String title, String detail, WholeRequest request) {
        return Reply.own(Problem.of(new Problem.Kind(status, EVENTS, reason, title), detail), request);
    }
}
