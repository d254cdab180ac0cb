package dev.sluice.benchmarks.code;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;

/**
 * The tiny function behind a plain HTTP server of its own: what nginx has behind it, and the bound for all that stands
 * before a function. The port is its argument.
 */
public final class FunctionServer {

    private FunctionServer() {}

    public static void main(String[] arguments) {
        Kilobyte function = new Kilobyte();
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true))
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(arguments[0])))
                .requestHandler(request -> request.body()
                        .onSuccess(body -> request.response()
                                .putHeader("Content-Type", "application/octet-stream")
                                .end(Buffer.buffer(function.apply(body.getBytes())))))
                .listen();
    }
}
