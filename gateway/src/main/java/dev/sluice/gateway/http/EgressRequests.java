package dev.sluice.gateway.http;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.problem.Problem;
import dev.sluice.gateway.invoke.Route;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Takes the HTTP requests that instances of a function send to an ambassador, streams them to whom it sends them, and the
 * answers back. Runs on the event loop of the request and never blocks.
 */
public final class EgressRequests implements Handler<HttpServerRequest>, CallEntrance {

    /** The field by which callers show the token of their instance's ambassadors; it goes no further. */
    public static final String TOKEN = "sluice-egress-token";

    /** What a function says of where its own request came from is passed on. */
    private static final EntryPointSettings HEADS = new EntryPointSettings(true, 96 * 1024, 1);

    private final FunctionName function;
    private final Invoker to;
    private final Optional<String> token;

    /**
     * @param function whose instances call
     * @param token what they have to show; empty if nobody else reaches the ambassador
     */
    public EgressRequests(FunctionName function, Invoker to, Optional<String> token) {
        this.function = function;
        this.to = to;
        this.token = token;
    }

    @Override
    public void handle(HttpServerRequest request) {
        InvocationId id = InvocationId.next(System.currentTimeMillis());
        if (token.filter(secret -> !isShown(secret, request)).isPresent()) {
            refuse(request, id, Problems.egressDenied());
            return;
        }
        String path = request.path();
        if (path == null || !path.startsWith("/")) {
            refuse(request, id, Problems.badRequest("What is asked for is no path. Begin it with a slash."));
            return;
        }
        switch (RequestHeads.read(request, path, false, HEADS)) {
            case RequestHeads.Read.Bad(Problem problem) -> refuse(request, id, problem);
            case RequestHeads.Read.Good good -> begin(request, id, withChain(request, good.head()), good.parentSpan());
        }
    }

    /** With the functions that the call came through which the function answers, if it passes them on; nobody can make one up. */
    private static RequestHead withChain(HttpServerRequest request, RequestHead head) {
        String chain = request.getHeader(PlatformHeaders.CHAIN);
        return chain == null
                ? head
                : new RequestHead(
                        head.method(), head.path(), head.query(), head.headers().with(PlatformHeaders.CHAIN, chain));
    }

    private static boolean isShown(String secret, HttpServerRequest request) {
        String shown = request.getHeader(TOKEN);
        return shown != null
                && MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    private void begin(HttpServerRequest request, InvocationId id, RequestHead head, String parentSpan) {
        new HttpCall(this, request, id, function, Optional.empty(), head, parentSpan, Terms.HTTP).begin();
    }

    private static void refuse(HttpServerRequest request, InvocationId id, Problem problem) {
        RequestBody body = new RequestBody(request, kind -> {});
        new Answer(request, id).problem(problem, new CallTimings(), true);
        body.abandon();
    }

    @Override
    public Call invoke(Optional<Route> route, Invocation invocation, CallListener listener) {
        return to.invoke(invocation, listener);
    }

    @Override
    public List<String> near(Outcome outcome, String name) {
        return List.of();
    }

    @Override
    public void left() {}
}
