package dev.sluice.cli.image;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Digests;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.http.Loopback;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One repository of a registry, by the <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI's distribution
 * specification</a>. Over TLS, unless the registry is on this machine. For one thread; each request ends within minutes. What is there already is not sent
 * again, so that a push which was cut goes on where it was.
 */
final class Registry implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofMinutes(15);

    private static final String MANIFESTS = String.join(
            ", ",
            Descriptor.MANIFEST,
            Descriptor.INDEX,
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");

    private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

    private final Reference place;
    private final Optional<Credentials> credentials;
    private final String wanted;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private Optional<String> authorization = Optional.empty();

    private Registry(Reference place, Optional<Credentials> credentials, String wanted) {
        this.place = place;
        this.credentials = credentials;
        this.wanted = wanted;
    }

    static Registry toPush(Reference place, Optional<Credentials> credentials) {
        return new Registry(place, credentials, "pull,push");
    }

    static Registry toPull(Reference place, Optional<Credentials> credentials) {
        return new Registry(place, credentials, "pull");
    }

    /**
     * Sees that images can be pushed, before one is made: begins an upload and leaves it.
     *
     * @throws CommandException if the registry is out of reach, or does not let this user in
     */
    void check() throws InterruptedException {
        URI upload = begin();
        send(request(upload, SHORT).DELETE(), BodyHandlers.discarding(), SHORT);
    }

    /** Sends what the registry does not have, and the manifest last, which makes it an image. */
    void push(Layout layout, Descriptor manifest) throws IOException, InterruptedException {
        for (Descriptor part : layout.parts(manifest)) {
            if (!has(part)) {
                upload(part, layout.blob(part));
            }
        }
        HttpResponse<String> answer = send(
                request(place.uri("manifests/" + place.tag()), SHORT)
                        .header("Content-Type", manifest.mediaType())
                        .PUT(BodyPublishers.ofFile(layout.blob(manifest))),
                BodyHandlers.ofString(),
                SHORT);
        expect(answer, 201);
    }

    /** Gets the image for this machine, with all that it refers to, into {@code layout}, and names it there. */
    Descriptor pull(Layout layout) throws IOException, InterruptedException {
        Descriptor manifest = manifest(layout, place.tag());
        Doc document = layout.document(manifest);
        if (document.has("manifests")) {
            String digest = document.docs("manifests").stream()
                    .filter(NamedBase::isForHere)
                    .map(one -> one.text("digest"))
                    .findFirst()
                    .orElseThrow(() -> CommandException.machine(
                            place + " has no image for linux/" + FunctionImage.architecture() + "."));
            manifest = manifest(layout, digest);
        }
        for (Descriptor part : layout.parts(manifest)) {
            download(part, layout);
        }
        layout.name(manifest, place.tag());
        return manifest;
    }

    private Descriptor manifest(Layout layout, String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(
                request(place.uri("manifests/" + name), SHORT)
                        .header("Accept", MANIFESTS)
                        .GET(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), Descriptor.LONGEST_DOCUMENT),
                SHORT);
        expect(answer, 200);
        Descriptor descriptor = layout.add(
                answer.body(), answer.headers().firstValue("Content-Type").orElse(Descriptor.MANIFEST));
        if (name.startsWith("sha256:") && !name.equals(descriptor.digest())) {
            throw CommandException.machine(place + " is not what its digest says: the registry sent other bytes.");
        }
        return descriptor;
    }

    private boolean has(Descriptor part) throws InterruptedException {
        HttpResponse<Void> answer =
                send(request(place.uri("blobs/" + part.digest()), SHORT).HEAD(), BodyHandlers.discarding(), SHORT);
        return answer.statusCode() == 200;
    }

    private void upload(Descriptor part, Path file) throws IOException, InterruptedException {
        URI upload = begin();
        String query = upload.getRawQuery();
        URI whole = URI.create(upload + (query == null ? "?" : "&") + "digest="
                + URLEncoder.encode(part.digest(), StandardCharsets.UTF_8));
        HttpResponse<String> answer = send(
                request(whole, LONG)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofFile(file)),
                BodyHandlers.ofString(),
                LONG);
        expect(answer, 201);
    }

    /** Where the bytes go. */
    private URI begin() throws InterruptedException {
        URI uploads = place.uri("blobs/uploads/");
        HttpResponse<String> answer =
                send(request(uploads, SHORT).POST(BodyPublishers.noBody()), BodyHandlers.ofString(), SHORT);
        expect(answer, 202);
        return location(answer);
    }

    private URI location(HttpResponse<?> answer) {
        String told = answer.headers().firstValue("Location").orElse("");
        try {
            return answer.uri().resolve(told);
        } catch (IllegalArgumentException e) {
            throw refused("it sends to '" + told + "', which is no address");
        }
    }

    private void download(Descriptor part, Layout layout) throws IOException, InterruptedException {
        Path fresh = layout.fresh();
        HttpResponse<Path> answer =
                send(request(place.uri("blobs/" + part.digest()), LONG).GET(), BodyHandlers.ofFile(fresh), LONG);
        // Whoever keeps the bytes elsewhere has an address there that opens by itself.
        if (answer.statusCode() / 100 == 3) {
            answer = exchange(request(location(answer), LONG).GET().build(), BodyHandlers.ofFile(fresh), LONG);
        }
        expect(answer, 200);
        MessageDigest digest = Digests.begin();
        try (var in = Files.newInputStream(fresh)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        if (!layout.keep(fresh, part.mediaType(), Digests.end(digest)).digest().equals(part.digest())) {
            throw CommandException.machine(
                    "A layer of " + place + " came damaged: its bytes have another digest than " + part.digest() + ".");
        }
    }

    private static HttpRequest.Builder request(URI uri, Duration patience) {
        return HttpRequest.newBuilder(uri).timeout(patience);
    }

    /** Sends it, and once more with what opens the registry if it says what that is. */
    private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body, Duration patience)
            throws InterruptedException {
        HttpResponse<T> answer = exchange(authorized(request), body, patience);
        if (answer.statusCode() != 401) {
            return answer;
        }
        authorization = Optional.of(
                opening(answer.headers().firstValue("WWW-Authenticate").orElse("")));
        return exchange(authorized(request), body, patience);
    }

    /** An address of another host gets no credentials of this one. */
    private HttpRequest authorized(HttpRequest.Builder request) {
        HttpRequest plain = request.copy().build();
        boolean isHere = place.host().equals(plain.uri().getAuthority());
        return isHere && authorization.isPresent()
                ? request.copy().setHeader("Authorization", authorization.get()).build()
                : plain;
    }

    /** What a registry takes that answers with this challenge. */
    private String opening(String challenge) throws InterruptedException {
        if (challenge.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return "Bearer " + token(challenge);
        }
        return credentials.map(Credentials::basic).orElseThrow(this::notLetIn);
    }

    private String token(String challenge) throws InterruptedException {
        String realm = "";
        String service = "";
        Matcher parameters = PARAMETER.matcher(challenge);
        while (parameters.find()) {
            realm = parameters.group(1).equals("realm") ? parameters.group(2) : realm;
            service = parameters.group(1).equals("service") ? parameters.group(2) : service;
        }
        HttpRequest.Builder request = request(tokenPlace(realm, service), SHORT).GET();
        credentials.ifPresent(known -> request.header("Authorization", known.basic()));
        HttpResponse<String> answer = exchange(
                request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), Descriptor.LONGEST_DOCUMENT), SHORT);
        if (answer.statusCode() != 200) {
            throw notLetIn();
        }
        try {
            Doc told = Doc.parse(answer.body());
            return told.has("token") ? told.text("token") : told.text("access_token");
        } catch (IllegalArgumentException e) {
            throw refused("it gives out no token that can be read");
        }
    }

    private URI tokenPlace(String realm, String service) {
        try {
            URI uri = URI.create(realm + (realm.contains("?") ? "&" : "?") + "service="
                    + URLEncoder.encode(service, StandardCharsets.UTF_8) + "&scope="
                    + URLEncoder.encode("repository:" + place.repository() + ":" + wanted, StandardCharsets.UTF_8));
            if ("https".equals(uri.getScheme())
                    || ("http".equals(uri.getScheme()) && Loopback.is(uri.getAuthority()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw refused("it sends for a token to '" + realm + "', which is no address over TLS");
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> body, Duration patience)
            throws InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, body);
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(request.uri(), "it did not answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            String why = cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
            throw unreachable(request.uri(), why);
        }
    }

    private void expect(HttpResponse<?> answer, int status) {
        int told = answer.statusCode();
        if (told == status) {
            return;
        }
        if (told == 401 || told == 403) {
            throw notLetIn();
        }
        if (told == 404) {
            throw new CommandException(Exit.FAILED, "There is no " + place + " in the registry.");
        }
        throw refused("it answered " + told + ", and " + status + " was expected" + words(answer.body()));
    }

    /** What a registry says of a mistake, in short. */
    private static String words(Object body) {
        if (!(body instanceof String text)) {
            return "";
        }
        try {
            List<Doc> errors = Doc.parse(text).docs("errors");
            return errors.isEmpty() ? "" : ": " + errors.getFirst().text("message");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private CommandException notLetIn() {
        String who = credentials.map(known -> "the user '" + known.user() + "'").orElse("anybody without credentials");
        return new CommandException(
                Exit.DENIED,
                "The registry " + place.host() + " does not let " + who + " "
                        + (wanted.equals("pull") ? "pull" : "push")
                        + " " + place.repository()
                        + ": log in with docker login, or set SLUICE_REGISTRY_USER and SLUICE_REGISTRY_PASSWORD.");
    }

    private CommandException refused(String why) {
        return new CommandException(Exit.FAILED, "The registry " + place.host() + " did not take part: " + why + ".");
    }

    private static CommandException unreachable(URI uri, String why) {
        return new CommandException(
                Exit.UNREACHABLE, "The registry cannot be reached at " + uri.getAuthority() + ": " + why + ".");
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
