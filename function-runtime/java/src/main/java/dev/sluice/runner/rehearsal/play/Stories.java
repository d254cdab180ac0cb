package dev.sluice.runner.rehearsal.play;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.InstanceContext;
import dev.sluice.function.Lifecycle;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Streams, logs, answers with headers, and fails when asked to. */
public final class Stories implements HttpHandler, Lifecycle {

    private String opening = "";

    @Override
    public void start(InstanceContext context) {
        opening = "Once upon a time in " + context.function();
        context.logger().log(System.Logger.Level.INFO, "starting {0}", context.function());
    }

    @Override
    public Response handle(Request request, Context context) throws IOException {
        System.out.println("told " + request.path() + " of " + request.headers().size());
        return switch (request.queryParameter("as").orElse("text")) {
            case "stream" -> {
                byte[] body = request.bytes();
                yield Response.status(201)
                        .header("X-Length", Integer.toString(body.length))
                        .body(out -> {
                            out.write(opening.getBytes(StandardCharsets.UTF_8));
                            out.flush();
                            out.write(body);
                        });
            }
            case "copy" -> Response.ok().body(request.body());
            case "json" ->
                Response.json(
                        Map.of("opening", opening, "left", context.remaining().toMillis() > 0));
            case "failure" -> throw new IOException("no story", new IllegalStateException("no voice"));
            default ->
                Response.text(opening + ", said " + request.header("user-agent").orElse("nobody"));
        };
    }

    @Override
    public void stop() {
        opening = "";
    }
}
