package dev.sluice.examples.relay;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/**
 * Passes a call on to the function that its path names, and that one's answer back: {@code /hello} goes to {@code hello}.
 * Where the gateway is, and the token that opens functions for this instance, stand in its environment.
 */
public final class Relay implements HttpHandler {

    private final Map<String, String> environment;
    private final HttpClient client = HttpClient.newHttpClient();

    public Relay() {
        this(System.getenv());
    }

    Relay(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Response handle(Request request, Context context) throws IOException, InterruptedException {
        HttpRequest call = HttpRequest.newBuilder(URI.create(variable("SLUICE_URL") + "/function" + request.path()))
                .timeout(context.remaining())
                .header("Authorization", "Bearer " + variable("SLUICE_TOKEN"))
                .POST(BodyPublishers.ofByteArray(request.bytes()))
                .build();
        HttpResponse<byte[]> answer = client.send(call, BodyHandlers.ofByteArray());
        return Response.status(answer.statusCode())
                .header("X-Relayed-By", variable("SLUICE_FUNCTION") + "@" + variable("SLUICE_VERSION"))
                .body(answer.body());
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
