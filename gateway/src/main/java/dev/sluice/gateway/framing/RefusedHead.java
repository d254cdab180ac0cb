package dev.sluice.gateway.framing;

import dev.sluice.core.problem.Problem;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers a request of HTTP/1 whose head cannot be read, and ends its connection: where the next one begins nobody knows. */
final class RefusedHead implements Handler<HttpServerRequest> {

    @Override
    public void handle(HttpServerRequest request) {
        String client =
                request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        RefusedRequest refused = RefusedRequest.of(
                request.decoderResult().cause(),
                client == null ? "" : client,
                request.method().name(),
                request.uri());
        StrictRequests.record(refused);
        Problem problem = refused.problem();
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
                .putHeader(HttpHeaders.DATE, HttpDate.now())
                .putHeader(RefusedRequest.ID_FIELD, refused.id().value())
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(Buffer.buffer(problem.toBytes()));
    }
}
