package dev.sluice.benchmarks.code;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;

/** A decorator that is a function: it gives each request one more header field. */
public final class PassingDecorator implements HttpHandler {

    @Override
    public Response handle(Request request, Context context) {
        return Response.status(204).header("Sluice-Next", "request").header("X-Tenant", "acme");
    }
}
