package dev.sluice.examples.twofactorlogin;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A phone that is a web page, and the notifier that sends to it: {@code POST /} takes a notice from the platform, {@code GET
 * /} is the page, {@code GET /messages?after=N} waits up to 20 s for messages after the first N. It must run as one instance,
 * as the messages are in its memory; anybody who can call it reads them, so it is for trying out only.
 */
public final class Phone implements HttpHandler {

    private static final int MOST = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Deque<String> messages = new ArrayDeque<>();
    private long gone;

    /** What the platform sends. */
    record Notice(String user, String address, String function, String code) {}

    /** What the page asks for. */
    record Messages(long next, List<String> messages) {}

    @Override
    public Response handle(Request request, Context context) throws IOException, InterruptedException {
        if (request.method().equals("POST")) {
            Notice notice = request.json(Notice.class);
            add("To " + notice.address() + ": your code for " + notice.function() + " is " + notice.code());
            return Response.status(204);
        }
        if (request.path().equals("/messages")) {
            long after = Long.parseLong(request.queryParameter("after").orElse("0"));
            return Response.json(after(after)).header("Cache-Control", "no-store");
        }
        return Pages.html("phone.html");
    }

    private synchronized void add(String message) {
        if (messages.size() == MOST) {
            messages.removeFirst();
            gone++;
        }
        messages.addLast(message);
        notifyAll();
    }

    private synchronized Messages after(long seen) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (long left = PATIENCE.toMillis();
                gone + messages.size() <= seen && left > 0;
                left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return new Messages(
                gone + messages.size(),
                messages.stream().skip(Math.max(0, seen - gone)).toList());
    }
}
