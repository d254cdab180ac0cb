package dev.sluice.gateway.http;

import dev.sluice.core.callchain.CallChain;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Authorization;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.ClientAddress;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.problem.Problem;
import dev.sluice.gateway.framing.AnnouncedBody;
import dev.sluice.gateway.framing.StrictRequestDecoder;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.observe.calls.FinishedCall;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The HTTP entry point: {@code ANY /function/{name}} and all below it, {@code /async-function/{name}} for calls that run later, both also below {@code
 * /namespaces/{namespace}}. Runs on the request's event loop and never blocks; what
 * a function answers goes to the caller as it is, and every other end as a problem.
 */
public final class HttpEntryPoint implements Handler<HttpServerRequest>, CallEntrance {

    private static final Terms IN_BACKGROUND = Terms.HTTP.inBackground();
    private static final Terms LATER = Terms.HTTP.at(EntryPoint.ACCEPT);

    /** What the path of every call begins with. */
    public static final String PREFIX = "/function/";

    /** The same of calls that are accepted now and run later. */
    public static final String LATER_PREFIX = "/async-function/";

    /** Before everything that Quarkus or others put on the same router. */
    static final int ORDER = -1_000_000;

    private final PooledInvoker invoker;
    private final RouteTable routes;
    private final CallerTokens tokens;
    private final EntryPointSettings settings;
    private final CallChains chains;
    private final Consumer<FinishedCall> refused;
    private final AtomicInteger inside = new AtomicInteger();
    private final CompletableFuture<Void> empty = new CompletableFuture<>();
    private volatile boolean closing;

    /** @param refused is told of each request that becomes no call, on its event loop; it must not block */
    public HttpEntryPoint(
            PooledInvoker invoker,
            RouteTable routes,
            CallerTokens tokens,
            CallChains chains,
            EntryPointSettings settings,
            Consumer<FinishedCall> refused) {
        this.invoker = invoker;
        this.routes = routes;
        this.tokens = tokens;
        this.settings = settings;
        this.chains = chains;
        this.refused = refused;
    }

    /**
     * Takes over the functions' paths on {@code router}. Paths are taken as they were sent, neither decoded nor
     * normalised. The server must be set not to send {@code 100 Continue} by itself, or calls would get it before they
     * have a slot; what else stands on the router says it when it reads.
     */
    public void mount(Router router) {
        router.route(PREFIX + "*").order(ORDER).useNormalizedPath(false).handler(context -> handle(context.request()));
        router.route(LATER_PREFIX + "*")
                .order(ORDER)
                .useNormalizedPath(false)
                .handler(context -> handle(context.request()));
        router.route(Namespace.PATHS + "*")
                .order(ORDER)
                .useNormalizedPath(false)
                .handler(context -> {
                    if (FunctionPath.isCall(context.request().path())) {
                        handle(context.request());
                    } else {
                        context.next();
                    }
                });
    }

    /** Takes over all other paths but the platform's own, for one function. */
    public void mount(Router router, RootFunction root) {
        router.route().order(ORDER).useNormalizedPath(false).handler(context -> {
            String path = context.request().path();
            if (path != null && root.answersAt(path)) {
                handle(context.request(), new FunctionPath(root.name().value(), path, false));
            } else {
                context.next();
            }
        });
    }

    /** Sets what the entry point needs of the server that it is mounted on, and turns off what costs time on every request. */
    public static HttpServerOptions prepare(HttpServerOptions options) {
        return options.setHandle100ContinueAutomatically(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxInitialLineLength(StrictRequestDecoder.MAX_LINE_BYTES)
                .setMaxHeaderSize(StrictRequestDecoder.MAX_HEADER_BYTES);
    }

    /** For a request whose path begins with {@link #PREFIX}, or with a namespace and that. */
    @Override
    public void handle(HttpServerRequest request) {
        handle(request, FunctionPath.of(request.path()));
    }

    private void handle(HttpServerRequest request, FunctionPath path) {
        enter(request, path, id -> enter(request, id, path));
    }

    /**
     * Lets a request in unless the entry point closes.
     *
     * @param path for what is told of it if it does
     * @param entering says whether there is a call
     */
    void enter(HttpServerRequest request, FunctionPath path, Predicate<InvocationId> entering) {
        // Counted before it is asked whether the entry point closes: closing waits for whoever was counted.
        inside.incrementAndGet();
        countedUnlessOver(() -> {
            InvocationId id = InvocationId.next(System.currentTimeMillis());
            return closing ? refuse(request, id, path, Problems.shuttingDown(), true) : entering.test(id);
        });
    }

    /** {@code entering} says whether there is a call; one that has failed or has no call is not counted any more. */
    private void countedUnlessOver(BooleanSupplier entering) {
        boolean entered = false;
        try {
            entered = entering.getAsBoolean();
        } finally {
            if (!entered) {
                left();
            }
        }
    }

    /** Whether the request has become a call, which says itself when it has left. */
    private boolean enter(HttpServerRequest request, InvocationId id, FunctionPath path) {
        Optional<String> token = bearer(request);
        Optional<CallingInstance> instance = token.flatMap(tokens::instance);
        if (instance.isPresent() && path.function().isPresent()) {
            return callFrom(instance.get(), request, id, path, path.function().get());
        }
        Optional<Route> route = routes.find(path.name());
        if (route.isPresent()) {
            FunctionName function = route.get().version().function();
            boolean guarded = route.get().needsToken();
            if (guarded
                    && token.filter(bearer -> tokens.accepts(bearer, function)).isEmpty()) {
                return refuse(request, id, path, Problems.accessDenied(path.name()), false);
            }
            return call(request, id, path, function, route, guarded, chain(request));
        }
        if (path.function().isPresent()) {
            return call(request, id, path, path.function().get(), route, false, chain(request));
        }
        return refuse(request, id, path, Problems.of(new Outcome.NoSuchFunction(), path.name(), List.of()), false);
    }

    /**
     * A call by an instance: it may come from any of the calls that run there, unless the instance passed the chain of one
     * of them on.
     */
    private boolean callFrom(
            CallingInstance instance,
            HttpServerRequest request,
            InvocationId id,
            FunctionPath path,
            FunctionName function) {
        if (!instance.mayCall(function)) {
            return refuse(request, id, path, Problems.callNotDeclared(instance.function(), function), false);
        }
        List<String> passedOn = chain(request);
        if (!passedOn.isEmpty()) {
            List<String> chain = CallChain.through(passedOn, instance.function());
            return call(request, id, path, function, routes.find(path.name()), true, chain);
        }
        Context context = here();
        // What comes of a body meanwhile waits for whoever reads it, who goes on with it then.
        if (AnnouncedBody.mayFollow(request)) {
            request.pause();
        }
        instance.running()
                .get()
                .whenComplete((running, fault) -> context.runOnContext(now -> {
                    List<List<String>> known = fault != null
                            ? List.of()
                            : running.stream().map(each -> each.terms().chain()).toList();
                    List<String> chain = CallChains.from(instance.function(), known);
                    countedUnlessOver(() -> !request.response().closed()
                            && call(request, id, path, function, routes.find(path.name()), true, chain));
                }));
        return true;
    }

    /**
     * Also for a function that is not there, so that there is a record of it.
     *
     * @param route the one by which the caller was let in: the call takes it, whatever the table says by then
     */
    private boolean call(
            HttpServerRequest request,
            InvocationId id,
            FunctionPath path,
            FunctionName function,
            Optional<Route> route,
            boolean guarded,
            List<String> chain) {
        return switch (RequestHeads.read(request, path.rest(), guarded, settings)) {
            case RequestHeads.Read.Bad(Problem problem) -> refuse(request, id, path, problem, true);
            case RequestHeads.Read.Good good -> {
                Optional<Outcome> refusal = refusal(chain, function);
                if (refusal.isPresent()) {
                    Problem problem = Problems.of(refusal.get(), path.name(), List.of());
                    yield refuse(request, id, path, problem, false);
                }
                begin(request, id, function, route, good, path.later() || good.later(), chain);
                yield true;
            }
        };
    }

    /** Why a call with this chain may not go to {@code function}, if it may not. */
    Optional<Outcome> refusal(List<String> chain, FunctionName function) {
        return chains.refusal(chain, function);
    }

    /** What a function that was called here passed on, if it did. */
    List<String> chain(HttpServerRequest request) {
        String chain = request.getHeader(PlatformHeaders.CHAIN);
        return chain == null ? List.of() : chains.read(chain);
    }

    private void begin(
            HttpServerRequest request,
            InvocationId id,
            FunctionName function,
            Optional<Route> route,
            RequestHeads.Read.Good read,
            boolean later,
            List<String> before) {
        Terms terms = later ? LATER : read.background() ? IN_BACKGROUND : Terms.HTTP;
        List<String> chain = before.isEmpty() ? List.of() : CallChain.through(before, function);
        begin(request, id, function, route, read.head(), read.parentSpan(), terms, chain);
    }

    /** {@code chain}: with the function itself; empty if it came through no other one. */
    void begin(
            HttpServerRequest request,
            InvocationId id,
            FunctionName function,
            Optional<Route> route,
            RequestHead read,
            String parentSpan,
            Terms terms,
            List<String> chain) {
        RequestHead head = chain.isEmpty()
                ? read
                : new RequestHead(read.method(), read.path(), read.query(), chains.sealed(read.headers(), chain));
        Terms told = chain.isEmpty() ? terms : terms.through(chain);
        new HttpCall(this, request, id, function, route, head, parentSpan, told).begin();
    }

    /** Where a request came from that calls no function, by the rule for calls; empty if nobody knows. */
    public String client(HttpServerRequest request) {
        if (request.remoteAddress() == null || request.remoteAddress().hostAddress() == null) {
            return "";
        }
        List<String> places = new ArrayList<>();
        if (settings.trustForwarded()) {
            places.addAll(request.headers().getAll("x-forwarded-for"));
        }
        places.add(request.remoteAddress().hostAddress());
        return ClientAddress.of(Headers.of("x-forwarded-for", String.join(", ", places)));
    }

    static Context here() {
        return Objects.requireNonNull(Vertx.currentContext(), "the entry point is entered on an event loop");
    }

    /**
     * Answers 503 to calls from now on, each of which began later than every call that was let in. Completes when those
     * inside have ended; they are not hurried.
     */
    public CompletionStage<Void> close() {
        closing = true;
        if (inside.get() == 0) {
            empty.complete(null);
        }
        return empty;
    }

    /** Requests that have entered and not ended. */
    public int inside() {
        return inside.get();
    }

    private static Optional<String> bearer(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("authorization")).flatMap(Authorization::bearer);
    }

    boolean refuse(HttpServerRequest request, InvocationId id, FunctionPath path, Problem problem, boolean close) {
        RequestBody body = new RequestBody(request, kind -> {});
        new Answer(request, id).problem(problem, new CallTimings(), close || body.expectsContinue());
        body.abandon();
        refused.accept(FinishedCall.refused(
                id,
                path.name(),
                client(request),
                request.method().name(),
                path.rest(),
                problem.status(),
                problem.kind().reason()));
        return false;
    }

    @Override
    public Call invoke(Optional<Route> route, Invocation invocation, CallListener listener) {
        return invoker.invoke(route, invocation, listener);
    }

    @Override
    public List<String> near(Outcome outcome, String name) {
        return outcome instanceof Outcome.NoSuchFunction ? routes.near(name) : List.of();
    }

    @Override
    public void left() {
        if (inside.decrementAndGet() == 0 && closing) {
            empty.complete(null);
        }
    }
}
