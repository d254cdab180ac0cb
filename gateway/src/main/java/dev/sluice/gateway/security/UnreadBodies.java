package dev.sluice.gateway.security;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * Ends the connection after an answer that was given before the request's body was read, as when an upload is refused:
 * what would follow on it is the rest of the body and not a request. The caller is told by {@code Connection: close}, and
 * what it still sends is thrown away for a second, so that it gets to read the answer.
 */
public final class UnreadBodies implements Handler<RoutingContext> {

    private static final long LINGER_MILLIS = 1_000;

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_1_1 && !request.isEnded()) {
            context.addHeadersEndHandler(nothing -> {
                if (!request.isEnded()) {
                    context.response().putHeader("Connection", "close");
                    context.addEndHandler(end -> linger(context, request));
                }
            });
        }
        context.next();
    }

    private static void linger(RoutingContext context, HttpServerRequest request) {
        if (!request.isEnded()) {
            request.handler(thrownAway -> {});
            request.resume();
        }
        context.vertx().setTimer(LINGER_MILLIS, late -> request.connection().close());
    }
}
