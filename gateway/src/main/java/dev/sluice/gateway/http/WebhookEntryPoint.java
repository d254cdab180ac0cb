package dev.sluice.gateway.http;

import dev.sluice.core.callchain.CallChain;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.problem.Problem;
import dev.sluice.events.webhook.WebhookPath;
import dev.sluice.events.webhook.WebhookRoutes;
import dev.sluice.events.webhook.WebhookRoutes.Found;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.webhook.WebhookProblems;
import dev.sluice.gateway.webhook.Webhooks;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where webhooks come in: {@code /hooks/} and all below it, also below {@code /namespaces/{namespace}}. Runs on the request's event loop
 * and never blocks.
 */
public final class WebhookEntryPoint implements Handler<HttpServerRequest> {

    /** CloudEvents' HTTP 1.1 Web Hooks 1.0, 4.1: a sender asks whether it may send. */
    private static final String REQUEST_ORIGIN = "WebHook-Request-Origin";

    private static final String ALLOWED_ORIGIN = "WebHook-Allowed-Origin";
    private static final String ALLOWED_RATE = "WebHook-Allowed-Rate";
    private static final String ANY = "*";
    private static final Terms TERMS = Terms.HTTP.at(EntryPoint.EVENT);

    private final HttpEntryPoint calls;
    private final Supplier<WebhookRoutes> addresses;
    private final Webhooks webhooks;
    private final RouteTable routes;
    private final EntryPointSettings settings;

    /** @param addresses which trigger a request is for */
    public WebhookEntryPoint(
            HttpEntryPoint calls,
            Supplier<WebhookRoutes> addresses,
            Webhooks webhooks,
            RouteTable routes,
            EntryPointSettings settings) {
        this.calls = calls;
        this.addresses = addresses;
        this.webhooks = webhooks;
        this.routes = routes;
        this.settings = settings;
    }

    /** Takes over the paths of webhooks on {@code router}, as they were sent. */
    public void mount(Router router) {
        router.route(WebhookPath.START + "*")
                .order(HttpEntryPoint.ORDER)
                .useNormalizedPath(false)
                .handler(context -> handle(context.request()));
        router.route(Namespace.PATHS + "*")
                .order(HttpEntryPoint.ORDER)
                .useNormalizedPath(false)
                .handler(context -> {
                    if (place(context.request()).isPresent()) {
                        handle(context.request());
                    } else {
                        context.next();
                    }
                });
    }

    /** A path of a webhook in its namespace. */
    private record Place(Namespace namespace, String path) {}

    private static Optional<Place> place(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        if (!path.startsWith(Namespace.PATHS)) {
            return Optional.of(new Place(Namespace.DEFAULT, path));
        }
        int end = FunctionPath.endOfNamespace(path);
        String namespace = path.substring(Namespace.PATHS.length(), end);
        return path.startsWith(WebhookPath.START, end)
                        && Namespace.isValid(namespace)
                        && !namespace.equals(Namespace.DEFAULT.value())
                ? Optional.of(new Place(new Namespace(namespace), path.substring(end)))
                : Optional.empty();
    }

    /** For a request whose path begins with {@link WebhookPath#START}, or with a namespace and that. */
    @Override
    public void handle(HttpServerRequest request) {
        place(request).ifPresent(place -> {
            FunctionPath nobody = new FunctionPath("", place.path(), false);
            calls.enter(request, nobody, id -> enter(request, id, place, nobody));
        });
    }

    private boolean enter(HttpServerRequest request, InvocationId id, Place place, FunctionPath nobody) {
        return switch (RequestHeads.read(request, place.path(), false, settings)) {
            case RequestHeads.Read.Bad(Problem problem) -> calls.refuse(request, id, nobody, problem, true);
            case RequestHeads.Read.Good read -> {
                String host = read.head().headers().first("X-Forwarded-Host").orElse("");
                String method = request.method().name();
                Optional<String> asks = method.equals("OPTIONS")
                        ? Optional.ofNullable(request.getHeader(REQUEST_ORIGIN))
                        : Optional.empty();
                yield switch (addresses.get().find(place.namespace(), method, place.path(), host)) {
                    case Found.NoSuchPath() ->
                        calls.refuse(request, id, nobody, WebhookProblems.noSuchWebhook(), false);
                    case Found.OtherMethods(var allowed)
                    when asks.isPresent() -> permit(request, id, String.join(", ", allowed), asks.get());
                    case Found.OtherMethods(var allowed) -> {
                        request.response().headers().add("Allow", String.join(", ", allowed));
                        yield calls.refuse(
                                request, id, nobody, WebhookProblems.methodNotAllowed(method, allowed), false);
                    }
                    case Found.Match match -> call(request, id, place, match, read);
                };
            }
        };
    }

    /** Whoever asks may send: what it sends is checked then. */
    private static boolean permit(HttpServerRequest request, InvocationId id, String allowed, String origin) {
        RequestBody body = new RequestBody(request, _ -> {});
        Headers fields = Headers.of("Allow", allowed, ALLOWED_ORIGIN, origin, ALLOWED_RATE, ANY);
        new Answer(request, id).whole(200, fields, Buffer.buffer(), Headers.EMPTY, new CallTimings());
        body.abandon();
        return false;
    }

    private boolean call(
            HttpServerRequest request, InvocationId id, Place place, Found.Match match, RequestHeads.Read.Good read) {
        WebhookRoutes.Route webhook = match.route();
        FunctionName function = webhook.function();
        FunctionPath path = new FunctionPath(function.value(), place.path(), false);
        RequestHead head = Webhooks.seen(read.head(), webhook, match.variables());
        Optional<Problem> refusal = webhooks.refusal(webhook, head);
        if (refusal.isPresent()) {
            return calls.refuse(request, id, path, refusal.get(), false);
        }
        Optional<Route> route = routes.find(function.value());
        if (route.isEmpty()) {
            return calls.refuse(request, id, path, WebhookProblems.functionMissing(), false);
        }
        List<String> before = calls.chain(request);
        Optional<Outcome> circle = calls.refusal(before, function);
        if (circle.isPresent()) {
            return calls.refuse(request, id, path, Problems.of(circle.get(), function.value(), List.of()), false);
        }
        List<String> chain = before.isEmpty() ? List.of() : CallChain.through(before, function);
        Route guarded = route.get().behind(webhooks.before(webhook, route.get().credentials(), chain));
        calls.begin(request, id, function, Optional.of(guarded), head, read.parentSpan(), TERMS, chain);
        return true;
    }
}
