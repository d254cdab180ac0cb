package dev.sluice.runner.rehearsal;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.runner.rehearsal.play.Greetings;
import dev.sluice.runner.rehearsal.play.Orders;
import dev.sluice.runner.rehearsal.play.Stories;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A function of the rehearsal and the calls that are made to it. */
record Play(String handler, List<Scene> scenes) {

    /** One call: its head and its body. */
    record Scene(RequestHead head, byte[] body) {}

    private static final String ORDER = """
            {"customer": "Ada", "lines": [{"article": "tea", "count": 2, "price": 3.50},
             {"article": "caf\\u00e9", "count": 1, "price": 2}], "speed": "FAST", "at": "2026-11-23T16:00:00Z",
             "note": null, "attributes": {"a": 1, "b": [true, "x", 1.5]}, "weight": 0.5, "gift": true, "unknown": {}}""";

    private static final int STREAM_BYTES = 40_000;

    static final List<Play> ALL = List.of(
            new Play(
                    Orders.class.getName(),
                    List.of(
                            json(ORDER),
                            json("{\"customer\": 5}"),
                            json("{\"customer\": \"Ada\"}"),
                            json("{]"),
                            json(ORDER))),
            new Play(
                    Stories.class.getName(),
                    List.of(
                            scene("POST", "as=stream", STREAM_BYTES),
                            scene("PUT", "as=copy", STREAM_BYTES),
                            scene("GET", "as=json", 0),
                            scene("GET", "as=failure", 0),
                            scene("GET", "", 0))),
            new Play(
                    Greetings.class.getName() + "::greet",
                    List.of(scene("POST", "", 3), scene("GET", "", 0), scene("POST", "", 100))),
            new Play(Greetings.class.getName() + "::great", List.of()));

    private static Scene json(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return new Scene(head("POST", "", "application/json", body.length), body);
    }

    private static Scene scene(String method, String query, int bytes) {
        byte[] body = "x".repeat(bytes).getBytes(StandardCharsets.UTF_8);
        return new Scene(head(method, query, "text/plain; charset=utf-8", bytes), body);
    }

    private static RequestHead head(String method, String query, String type, int length) {
        return new RequestHead(
                method,
                "/a/b",
                query,
                Headers.of(
                        "host", "localhost:8080",
                        "user-agent", "rehearsal/1.0",
                        "accept", "*/*",
                        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "content-type", type,
                        "content-length", Integer.toString(length)));
    }
}
