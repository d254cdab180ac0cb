package dev.sluice.store.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with an etcd by the JSON that each of its members answers over HTTP (etcd.io/docs/v3.4/dev-guide/api_grpc_gateway).
 * A member that cannot be reached is passed over; what may have been done is asked for once only. Thread-safe; calls block, at
 * most {@link #PATIENCE} for each member.
 */
final class EtcdClient implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EtcdAddress address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private volatile int member;
    private volatile @Nullable String token;

    EtcdClient(EtcdAddress address) {
        this.address = address;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Keys and values travel in base 64. */
    static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String decoded(JsonNode text) {
        return new String(Base64.getDecoder().decode(text.asText()), StandardCharsets.US_ASCII);
    }

    static JsonNode parsed(String json) throws IOException {
        return JSON.readTree(json);
    }

    /** Does what only reads, or may be done twice: once more if no answer came. */
    JsonNode read(String path, ObjectNode question) throws IOException {
        try {
            return ask(path, question);
        } catch (EtcdFault e) {
            throw e;
        } catch (IOException e) {
            return ask(path, question);
        }
    }

    /** Asks once; where this throws something else than an {@link EtcdFault}, it may have been done. */
    JsonNode ask(String path, ObjectNode question) throws IOException {
        return reached(path, question, HttpResponse.BodyHandlers.ofString(), EtcdClient::answer);
    }

    /** Opens a stream of answers, a JSON text in each line, which ends when it is closed. */
    InputStream stream(String path, ObjectNode question) throws IOException {
        return reached(path, question, HttpResponse.BodyHandlers.ofInputStream(), response -> {
            if (response.statusCode() != 200) {
                try (InputStream body = response.body()) {
                    throw fault(new String(body.readNBytes(4096), StandardCharsets.UTF_8), response.statusCode());
                }
            }
            return response.body();
        });
    }

    /** The next question logs in again, if logins are demanded. */
    void forgetLogin() {
        token = null;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private interface Reading<B, T> {
        T read(HttpResponse<B> response) throws IOException;
    }

    private <B, T> T reached(String path, ObjectNode question, HttpResponse.BodyHandler<B> body, Reading<B, T> reading)
            throws IOException {
        try {
            return reading.read(sent(path, question, body, loggedIn()));
        } catch (EtcdFault e) {
            if (!e.isTokenGone()) {
                throw e;
            }
            token = null;
            return reading.read(sent(path, question, body, loggedIn()));
        }
    }

    /** Nothing has been done where no connection came about: so the next member is asked. */
    private <B> HttpResponse<B> sent(
            String path, ObjectNode question, HttpResponse.BodyHandler<B> body, @Nullable String authorization)
            throws IOException {
        int first = member;
        for (int i = 0; ; i++) {
            int asked = (first + i) % address.members().size();
            try {
                HttpResponse<B> response =
                        exchanged(address.members().get(asked), path, question.toString(), body, authorization);
                member = asked;
                return response;
            } catch (ConnectException | HttpConnectTimeoutException e) {
                if (i == address.members().size() - 1) {
                    throw new IOException("nobody can be reached there", e);
                }
            } catch (IOException e) {
                member = (asked + 1) % address.members().size();
                throw e;
            }
        }
    }

    private <B> HttpResponse<B> exchanged(
            URI to, String path, String question, HttpResponse.BodyHandler<B> body, @Nullable String authorization)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(to.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        CompletableFuture<HttpResponse<B>> answer = http.sendAsync(request.build(), body);
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("the wait was interrupted", e);
        }
    }

    private @Nullable String loggedIn() throws IOException {
        if (address.login().isEmpty() || token != null) {
            return token;
        }
        EtcdAddress.Login login = address.login().get();
        ObjectNode question = object().put("name", login.user()).put("password", login.password());
        String made = answer(sent("/v3/auth/authenticate", question, HttpResponse.BodyHandlers.ofString(), null))
                .path("token")
                .asText();
        token = made;
        return made;
    }

    private static JsonNode answer(HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) {
            throw fault(response.body(), response.statusCode());
        }
        return parsed(response.body());
    }

    private static EtcdFault fault(String body, int status) {
        try {
            String said = parsed(body).path("error").asText();
            return new EtcdFault(said.isEmpty() ? "it answered " + status : said);
        } catch (IOException e) {
            return new EtcdFault("it answered " + status + " without JSON: is that an etcd?");
        }
    }
}
