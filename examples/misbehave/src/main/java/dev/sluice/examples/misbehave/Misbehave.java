package dev.sluice.examples.misbehave;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.FileNotFoundException;
import java.io.IOException;

/** Fails in the way that its path names; see the README for all of them. Other paths are answered as they should be. */
public final class Misbehave implements HttpHandler {

    @Override
    public Response handle(Request request, Context context) throws Exception {
        return switch (request.path()) {
            case "/throws" -> throwing();
            case "/throws-checked" -> throw new FileNotFoundException("/no/such/file");
            case "/throws-silently" -> throw new UnsupportedOperationException();
            case "/recursion" -> Response.text("depth " + recursion(0));

            case "/sleeps" -> Slow.sleep(seconds(request));
            case "/spins" -> Slow.spin(seconds(request));
            case "/ignores-interrupts" -> Slow.ignoreInterrupts(seconds(request));

            case "/heap" -> Greedy.heap();
            case "/off-heap" -> Greedy.offHeap(mebibytes(request));
            case "/threads" -> Greedy.threads(Math.clamp(number(request, "count", 2_000), 1, 5_000));

            case "/exit" -> Dying.exit((int) number(request, "code", 3));
            case "/halt" -> Dying.halt((int) number(request, "code", 3));
            case "/crash" -> Dying.signal(request.queryParameter("signal").orElse("SEGV"));

            case "/unserialisable" -> Garbage.unserialisable();
            case "/cycle" -> Garbage.cycle();
            case "/bad-header" -> Garbage.badHeader();
            case "/hop-by-hop-header" -> Garbage.hopByHopHeader();
            case "/bad-status" -> Garbage.badStatus();
            case "/null" -> Garbage.nothing();

            case "/prints" -> Chatty.print(number(request, "lines", 1_000_000), context);
            case "/prints-long-line" -> Chatty.printLongLine(mebibytes(request));
            case "/breaks-stream" -> Chatty.breakStream(number(request, "pieces", 4));
            case "/tells-token" -> Chatty.tellToken();
            case "/endless-stream" -> Chatty.stream(mebibytes(request));
            case "/ignores-input" -> Response.text("not read\n");
            case "/half-input" -> Response.text(request.body().readNBytes(1024).length + " bytes were enough\n");
            default -> Response.text("fine\n");
        };
    }

    private static Response throwing() {
        try {
            throw new IOException("the disk is full");
        } catch (IOException e) {
            throw new IllegalStateException("the order was not kept", e);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // that is the misbehaviour
    private static long recursion(long depth) {
        return recursion(depth + 1) + 1;
    }

    /** Ten minutes at most, so that a platform that lets it go on has it back some day. */
    private static long seconds(Request request) {
        return Math.clamp(number(request, "seconds", 600), 0, 600);
    }

    /** Four gibibytes at most, so that a platform without a memory limit does not take its machine with it. */
    private static long mebibytes(Request request) {
        return Math.clamp(number(request, "mebibytes", 1024), 1, 4096);
    }

    private static long number(Request request, String name, long otherwise) {
        return request.queryParameter(name).map(Long::parseLong).orElse(otherwise);
    }
}
