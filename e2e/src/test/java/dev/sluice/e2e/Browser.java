package dev.sluice.e2e;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A headless Chromium of this machine with a profile of its own, driven by WebDriver (w3.org/TR/webdriver2). */
final class Browser implements AutoCloseable {

    static final String MISSING =
            "chromium and chromedriver are not installed: on Debian, apt-get install chromium chromium-driver";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process driver;
    private final URI base;
    private final String session;

    private Browser(Process driver, URI base, Path chromium, Path profile) {
        this.driver = driver;
        this.base = base;
        String options = """
                {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": {"binary": "%s",
                  "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--user-data-dir=%s"]}}}}
                """;
        this.session = "/session/"
                + post("/session", options.formatted(chromium, profile))
                        .getAsJsonObject()
                        .get("sessionId")
                        .getAsString();
    }

    static boolean isInstalled() {
        return program("chromium").isPresent() && program("chromedriver").isPresent();
    }

    /** Starts one; {@code profile} is a folder for what it keeps. */
    static Browser start(Path profile) throws IOException {
        Process driver = new ProcessBuilder(
                        program("chromedriver").orElseThrow().toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        BufferedReader lines = driver.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher port = STARTED.matcher(line);
            if (port.find()) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
                return new Browser(
                        driver,
                        URI.create("http://127.0.0.1:" + port.group(1)),
                        program("chromium").orElseThrow(),
                        profile);
            }
        }
        throw new IOException("chromedriver ended before it was ready");
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    void open(URI page) {
        post(session + "/url", "{\"url\": \"" + page + "\"}");
    }

    /** Types into the field that {@code css} finds, in the place of what is there. */
    void type(String css, String text) {
        String field = session + "/element/" + element(css);
        post(field + "/clear", "{}");
        JsonObject typed = new JsonObject();
        typed.addProperty("text", text);
        post(field + "/value", typed.toString());
    }

    void click(String css) {
        post(session + "/element/" + element(css) + "/click", "{}");
    }

    /** What a person reads there. */
    String text(String css) {
        return send("GET", session + "/element/" + element(css) + "/text", "").getAsString();
    }

    /** Waits until a person reads something there that matches, and tells its first group. */
    String await(String css, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return Awaitility.await(css + " shows " + regex)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> Stream.of(pattern.matcher(text(css)))
                                .filter(Matcher::find)
                                .map(found -> found.groupCount() == 0 ? found.group() : found.group(1))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private String element(String css) {
        JsonObject wanted = new JsonObject();
        wanted.addProperty("using", "css selector");
        wanted.addProperty("value", css);
        return post(session + "/element", wanted.toString())
                .getAsJsonObject()
                .get(ELEMENT)
                .getAsString();
    }

    private JsonElement post(String path, String body) {
        return send("POST", path, body);
    }

    private JsonElement send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(method + " " + path + " answered " + answer.body());
            }
            return JsonParser.parseString(answer.body()).getAsJsonObject().get("value");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> family = driver.descendants().toList();
        try {
            send("DELETE", session, "");
        } catch (RuntimeException e) {
            // It is ended below either way.
            family.forEach(ProcessHandle::destroyForcibly);
        }
        driver.destroy();
        try {
            driver.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        driver.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
