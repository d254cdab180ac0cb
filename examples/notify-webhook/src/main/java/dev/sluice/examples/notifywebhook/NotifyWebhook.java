package dev.sluice.examples.notifywebhook;

import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Posts a code to {@code WEBHOOK_URL}, such as that of a provider of text messages, with the secret {@code WEBHOOK_TOKEN} as
 * bearer. When the platform leaves it to make the code ({@code codes: notifier}), it makes one, registers it with the
 * platform at {@code PLATFORM_URL}, and sends it after that, so that nobody gets a code that does not count.
 */
public final class NotifyWebhook implements Handler<NotifyWebhook.Notice, @Nullable Void> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** What the platform sends: either {@code code}, or {@code digits}, {@code register} and {@code token}. */
    public record Notice(
            String user,
            String address,
            String function,
            String expiresAt,
            Optional<String> code,
            OptionalInt digits,
            Optional<String> register,
            Optional<String> token) {}

    @Override
    public @Nullable Void handle(Notice notice, Context context) throws IOException, InterruptedException {
        Map<String, String> environment = context.environment();
        String code = notice.code().isPresent() ? notice.code().get() : registered(notice, environment);
        String text = "Your code for " + notice.function() + " is " + code + ". It counts once, until "
                + notice.expiresAt() + ".";
        String message = "{\"to\":" + quoted(notice.address()) + ",\"text\":" + quoted(text) + "}";
        post(environment.getOrDefault("WEBHOOK_URL", ""), environment.getOrDefault("WEBHOOK_TOKEN", ""), message);
        return null;
    }

    private String registered(Notice notice, Map<String, String> environment) throws IOException, InterruptedException {
        String code = digits(notice.digits().orElseThrow());
        String platform = environment.getOrDefault("PLATFORM_URL", "http://127.0.0.1:8080");
        post(platform + notice.register().orElseThrow(), notice.token().orElseThrow(), "{\"code\":\"" + code + "\"}");
        return code;
    }

    private void post(String url, String token, String body) throws IOException, InterruptedException {
        if (url.isEmpty()) {
            throw new IllegalStateException(
                    "The environment lacks WEBHOOK_URL: deploy with --env WEBHOOK_URL=https://…");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<Void> answer = client.send(request.build(), BodyHandlers.discarding());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(URI.create(url).getHost() + " answered " + answer.statusCode());
        }
    }

    private static String digits(int count) {
        StringBuilder code = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            code.append(RANDOM.nextInt(10));
        }
        return code.toString();
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\' || c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
