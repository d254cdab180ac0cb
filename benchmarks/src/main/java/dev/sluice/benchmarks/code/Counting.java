package dev.sluice.benchmarks.code;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Answers GET with 1 KiB after {@code WAIT_MILLIS}, and POST with how often it was called by GET. */
public final class Counting implements HttpHandler {

    private static final byte[] KILOBYTE = "x".repeat(1024).getBytes(StandardCharsets.US_ASCII);

    private final AtomicLong calls = new AtomicLong();

    @Override
    public Response handle(Request request, Context context) throws InterruptedException {
        if (request.method().equals("POST")) {
            return Response.text(String.valueOf(calls.get()));
        }
        calls.incrementAndGet();
        Thread.sleep(Long.parseLong(context.environment().getOrDefault("WAIT_MILLIS", "0")));
        return Response.ok().header("Content-Type", "text/plain").body(KILOBYTE);
    }
}
