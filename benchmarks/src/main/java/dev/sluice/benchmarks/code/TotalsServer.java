package dev.sluice.benchmarks.code;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.ByteBuffer;

/**
 * What {@link Totals} does behind a plain HTTP server, of values that stand one after the other, each with its length before it, 4
 * bytes. The port is its argument.
 */
public final class TotalsServer {

    private TotalsServer() {}

    public static void main(String[] arguments) {
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true))
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(arguments[0])))
                .requestHandler(request -> request.body()
                        .onSuccess(
                                body -> request.response().end(Buffer.buffer(String.valueOf(total(body.getBytes()))))))
                .listen();
    }

    private static long total(byte[] body) {
        long bytes = 0;
        ByteBuffer values = ByteBuffer.wrap(body);
        while (values.hasRemaining()) {
            byte[] value = new byte[values.getInt()];
            values.get(value);
            bytes += value.length;
        }
        return bytes;
    }
}
