package dev.sluice.function.ownership;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Asks the gateway of an instance. Thread-safe; blocks. */
final class OwnershipRequests {

    /** A gateway answers, or fails, in less than this beyond the time that it is to wait. */
    static final Duration ANSWER = Duration.ofSeconds(20);

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final String address;
    private final String token;

    /** Only made when something is asked: it has a thread of its own. */
    private static final class Client {
        static final HttpClient HTTP = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    OwnershipRequests(Map<String, String> environment) {
        address = environment.getOrDefault("SLUICE_URL", "");
        token = environment.getOrDefault("SLUICE_TOKEN", "");
    }

    /** What is asked: a verb, a path below {@code /ownership}, and what its query says. */
    static final class Asked {

        private final String verb;
        private final String path;
        private final Map<String, String> query = new LinkedHashMap<>();
        private String body = "";

        Asked(String verb, String... path) {
            this.verb = verb;
            StringBuilder text = new StringBuilder("/ownership");
            for (String part : path) {
                text.append('/').append(escaped(part));
            }
            this.path = text.toString();
        }

        Asked with(String name, Object value) {
            query.put(name, value.toString());
            return this;
        }

        Asked with(String name, Duration time) {
            return with(name, time.toMillis() + "ms");
        }

        Asked body(String text) {
            body = text;
            return this;
        }

        private String target() {
            return path
                    + query.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + escaped(entry.getValue()))
                            .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
        }

        private static String escaped(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /**
     * The answer as a tree; an empty map for 204.
     *
     * @param most how long to wait for it
     * @throws OwnershipException if it is none of success
     */
    JsonTree ask(Asked asked, Duration most) throws InterruptedException {
        if (address.isEmpty()) {
            throw new OwnershipException(
                    "no_platform",
                    "The environment has no SLUICE_URL, so there is no platform to ask: run the function on one, or give its test a"
                            + " StubOwnership.");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + asked.target()))
                .header("Authorization", "Bearer " + token)
                .method(asked.verb, BodyPublishers.ofString(asked.body))
                .build();
        HttpResponse<String> answer = answer(asked, request, most);
        if (answer.statusCode() >= 300) {
            throw refused(asked, answer);
        }
        try {
            return JsonTree.read(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IllegalArgumentException e) {
            throw noGateway(asked, answer);
        }
    }

    /** The timeout of a request ends with the head of its answer, so the whole of it is waited for here. */
    private HttpResponse<String> answer(Asked asked, HttpRequest request, Duration most) throws InterruptedException {
        CompletableFuture<HttpResponse<String>> answer = Client.HTTP.sendAsync(request, BodyHandlers.ofString());
        try {
            return answer.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unreachable(asked, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            throw unreachable(asked, "its answer took longer than " + most.toMillis() + " ms");
        } finally {
            answer.cancel(true);
        }
    }

    private OwnershipException unreachable(Asked asked, String why) {
        return new OwnershipException(
                "unreachable",
                "The platform at " + address + " did not answer " + asked.verb + " " + asked.path
                        + ", and whether it did it is not known: " + why);
    }

    private static OwnershipException refused(Asked asked, HttpResponse<String> answer) {
        try {
            JsonTree problem = JsonTree.read(answer.body());
            return new OwnershipException(problem.text("reason"), problem.text("detail"));
        } catch (IllegalArgumentException e) {
            return noGateway(asked, answer);
        }
    }

    private static OwnershipException noGateway(Asked asked, HttpResponse<String> answer) {
        return new OwnershipException(
                "unreachable",
                "What answered " + asked.verb + " " + asked.path + " with " + answer.statusCode()
                        + " is no gateway of the platform.");
    }
}
