package dev.sluice.benchmarks.code;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the decorators stand around: answers a little more than 1 KiB of JSON, whatever it is asked. */
public final class Listing implements HttpHandler {

    private static final byte[] LISTING = IntStream.range(0, 18)
            .mapToObj(i -> "{\"id\":" + (1000 + 37 * i) + ",\"name\":\"item " + i + "\",\"price\":" + (199 + 53 * i)
                    + ",\"inStock\":" + (i % 3 > 0) + "}")
            .collect(Collectors.joining(",", "{\"total\":18,\"items\":[", "]}"))
            .getBytes(StandardCharsets.UTF_8);

    @Override
    public Response handle(Request request, Context context) {
        return Response.ok().header("Content-Type", "application/json").body(LISTING);
    }
}
