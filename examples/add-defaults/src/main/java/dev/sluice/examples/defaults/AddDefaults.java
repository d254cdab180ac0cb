package dev.sluice.examples.defaults;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Gives an order a colour and a size where it has none. Around another function, as a decorator, it hands the changed
 * request back to the platform; called by itself, it sends it to the API at {@code API_URL} and answers what that answers.
 */
public final class AddDefaults implements HttpHandler {

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public Response handle(Request request, Context context) throws Exception {
        Optional<JsonObject> order = object(request.text());
        boolean decorates = request.header("Sluice-Decorate").isPresent();
        if (order.isEmpty()) {
            return decorates
                    ? Response.status(204).header("Sluice-Next", "unchanged")
                    : Response.status(400).body("Send an order as a JSON object.\n".getBytes(StandardCharsets.UTF_8));
        }
        String filled = filled(order.get()).toString();
        return decorates
                ? json(200, filled.getBytes(StandardCharsets.UTF_8)).header("Sluice-Next", "request")
                : sent(filled, request, context);
    }

    /** The order with what it lacks; what it has stays, null too. */
    static JsonObject filled(JsonObject order) {
        addMissing(order, "color", "blue");
        addMissing(order, "size", "M");
        return order;
    }

    private static void addMissing(JsonObject order, String name, String value) {
        if (!order.has(name)) {
            order.addProperty(name, value);
        }
    }

    private Response sent(String order, Request request, Context context) throws IOException, InterruptedException {
        HttpRequest.Builder call = HttpRequest.newBuilder(
                        URI.create(context.environment().getOrDefault("API_URL", "")))
                .header("Content-Type", "application/json")
                .timeout(context.remaining())
                .POST(HttpRequest.BodyPublishers.ofString(order));
        // Whoever passes it on is never called in a circle.
        request.header("Sluice-Chain").ifPresent(chain -> call.header("Sluice-Chain", chain));
        HttpResponse<byte[]> answer = client.send(call.build(), HttpResponse.BodyHandlers.ofByteArray());
        return json(answer.statusCode(), answer.body());
    }

    private static Response json(int status, byte[] body) {
        return Response.status(status)
                .header("Content-Type", "application/json")
                .body(body);
    }

    private static Optional<JsonObject> object(String text) {
        try {
            JsonElement json = JsonParser.parseString(text);
            return json.isJsonObject() ? Optional.of(json.getAsJsonObject()) : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }
}
