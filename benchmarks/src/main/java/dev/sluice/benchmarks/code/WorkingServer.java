package dev.sluice.benchmarks.code;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;

/** {@link Working} behind a plain HTTP server, each call on a virtual thread of its own. The port is its argument. */
public final class WorkingServer {

    private WorkingServer() {}

    public static void main(String[] arguments) {
        Working function = new Working();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(arguments[0])))
                .requestHandler(request -> {
                    Context loop = vertx.getOrCreateContext();
                    request.body().onSuccess(body -> {
                        byte[] input = body.getBytes();
                        Thread.startVirtualThread(() -> {
                            Buffer answer = Buffer.buffer(function.apply(input));
                            loop.runOnContext(_ -> request.response().end(answer));
                        });
                    });
                })
                .listen();
    }
}
