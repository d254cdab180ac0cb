package dev.sluice.gateway.security;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.problem.Problem.Kind;
import dev.sluice.gateway.framing.AnnouncedBody;
import dev.sluice.gateway.framing.HttpDate;
import dev.sluice.gateway.framing.LeftoverBody;
import dev.sluice.gateway.security.InstanceTokens.Bearer;
import dev.sluice.gateway.security.Tokens.Manager;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a request through to management only with the admin token, or with one of its namespace, or to what an instance may use with its token. Whatever is not named here as open needs it, so that a
 * new path is closed until somebody opens it; codes are registered with tokens of their own. A token never travels by itself as a cookie does, so another site's page
 * cannot use it, not even by giving its own name this machine's address; requests that a browser marks as another site's
 * are refused all the same. Runs on an event loop and never blocks.
 */
public final class ManagementGuard implements Handler<RoutingContext> {

    private static final Set<String> OPEN = Set.of("/version", "/openapi", "/docs", "/health", "/favicon.ico");

    /** The list of calls, of which one at a time is open below. */
    private static final String INVOCATIONS = "/invocations/";

    private static final String[] OPEN_BELOW = {
        "/docs/",
        "/health/",
        "/function/",
        "/async-function/",
        "/hooks/",
        INVOCATIONS,
        "/two-factor/challenges/",
        "/maven/",
        "/packages/"
    };

    private static final String METRICS = "/metrics";

    private final Tokens tokens;
    private final InstanceTokens instances;
    private final String tokenPlace;
    private final boolean openMetrics;

    /**
     * @param tokenPlace tells people where the token is
     * @param openMetrics whether anybody may read the metrics, for scrapers that know no token
     */
    public ManagementGuard(Tokens tokens, InstanceTokens instances, String tokenPlace, boolean openMetrics) {
        this.tokens = tokens;
        this.instances = instances;
        this.tokenPlace = tokenPlace;
        this.openMetrics = openMetrics;
    }

    @Override
    public void handle(RoutingContext request) {
        request.response().putHeader(HttpHeaders.DATE, HttpDate.now());
        if (NamespacedPaths.isRerouted(request)) {
            request.next();
            return;
        }
        String path = request.normalizedPath();
        if (open(path) || openMetrics && path.equals(METRICS)) {
            request.next();
            return;
        }
        if ("cross-site".equals(request.request().getHeader("Sec-Fetch-Site"))) {
            refuse(
                    request,
                    problem(
                            403,
                            "cross_site",
                            "The request comes from another site",
                            "A page of another site sent"
                                    + " this request. Manage the platform from its own pages or from outside a browser."));
            return;
        }
        String authorization = request.request().getHeader("Authorization");
        Optional<String> ofInstance =
                Tokens.bearer(authorization).filter(token -> token.startsWith(InstanceTokens.PREFIX));
        if (ofInstance.isPresent()) {
            instance(request, path, ofInstance.get());
            return;
        }
        switch (tokens.manager(authorization)) {
            case Manager.Admin() -> pass(request, path);
            case Manager.OfNamespace(Namespace namespace) -> {
                if (NamespacedPaths.isManagedBy(namespace, path)) {
                    pass(request, path);
                } else {
                    refuse(request, onlyFor("managing the namespace '" + namespace + "'", path));
                }
            }
            case Manager.CallerOnly(Namespace namespace) ->
                refuse(request, onlyFor("calls of functions in the namespace '" + namespace + "'", path));
            case Manager.NoToken() ->
                refuse(
                        request,
                        problem(
                                401,
                                "no_token",
                                "A token is needed",
                                "Managing needs the header 'Authorization:" + " Bearer TOKEN'. The token is "
                                        + tokenPlace + "." + CallHint.of(path)));
            case Manager.WrongToken() ->
                refuse(request, wrongToken("The token is not the one of this platform, which is " + tokenPlace + "."));
        }
    }

    private void instance(RoutingContext request, String path, String token) {
        Optional<Bearer> bearer = instances.bearer(token);
        if (bearer.isEmpty()) {
            refuse(
                    request,
                    wrongToken(
                            "The token is none of an instance that runs here: it ends with its instance, and is good only at the"
                                    + " gateway that told it, at SLUICE_URL."));
            return;
        }
        Optional<String> refusal =
                InstanceUse.refusal(bearer.get(), request.request().method().name(), path);
        if (refusal.isPresent()) {
            refuse(
                    request,
                    notForThis(
                            "The token is that of the instance " + bearer.get().label() + ", " + refusal.get() + "."));
            return;
        }
        InstanceUse.note(request, bearer.get());
        pass(request, path);
    }

    private static void pass(RoutingContext request, String path) {
        NamespacedPaths.read(path).ifPresentOrElse(named -> NamespacedPaths.reroute(request, named), request::next);
    }

    private static Problem onlyFor(String what, String path) {
        return notForThis("The token is for " + what + ", and does not open " + path
                + ". Take one that is for it, or the admin token.");
    }

    private static Problem notForThis(String detail) {
        return problem(403, "token_not_for_this", "The token is for something else", detail);
    }

    private static Problem wrongToken(String detail) {
        return problem(401, "wrong_token", "The token is wrong", detail);
    }

    /** Whether anybody may ask for {@code path}, which is normalised. */
    static boolean open(String path) {
        if (OPEN.contains(path)) {
            return true;
        }
        for (String above : OPEN_BELOW) {
            if (path.startsWith(above) && !path.equals(INVOCATIONS)) {
                return true;
            }
        }
        return false;
    }

    private static Problem problem(int status, String reason, String title, String detail) {
        return Problem.of(new Kind(status, Component.GATEWAY, reason, title), detail);
    }

    private static void refuse(RoutingContext request, Problem problem) {
        HttpServerResponse response =
                request.response().setStatusCode(problem.status()).putHeader("Content-Type", Problem.CONTENT_TYPE);
        if (problem.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"sluice\"");
        }
        // The body is not wanted: the connection ends with it.
        if (AnnouncedBody.isLeftUnread(request.request())) {
            response.putHeader("Connection", "close");
        }
        LeftoverBody.discard(request.request());
        response.end(Buffer.buffer(problem.toBytes()));
    }
}
