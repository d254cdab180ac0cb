package dev.sluice.gateway.security;

import dev.sluice.core.invocation.Component;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.problem.Problem.Kind;
import dev.sluice.gateway.framing.AnnouncedBody;
import dev.sluice.gateway.framing.LeftoverBody;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** The answer where no route is. */
public final class NothingHere implements Handler<RoutingContext> {

    private static final Kind NO_SUCH_PATH = new Kind(404, Component.GATEWAY, "no_such_path", "There is nothing here");

    @Override
    public void handle(RoutingContext request) {
        Problem problem = Problem.of(
                NO_SUCH_PATH,
                "There is nothing at " + request.normalizedPath() + ". The paths of the API are listed at /docs."
                        + CallHint.of(request.normalizedPath()));
        if (AnnouncedBody.isLeftUnread(request.request())) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        LeftoverBody.discard(request.request());
        request.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.CONTENT_TYPE)
                .end(Buffer.buffer(problem.toBytes()));
    }
}
