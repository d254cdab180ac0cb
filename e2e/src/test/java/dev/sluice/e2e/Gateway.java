package dev.sluice.e2e;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A gateway in a process of its own, with a home of its own, as {@code sluice up} starts it. Of a pair on a shared folder one is
 * managed, and the functions are called at the other.
 */
final class Gateway implements AutoCloseable {

    static final Path ROOT = Path.of(System.getProperty("sluice.root"));
    static final String SHARED_FOLDER = "sluice.shared-folder";
    static final String TRANSPORT = "sluice.runner-link.transport";

    /** Whether all gateways of this run speak with their runners by TLS. */
    static final boolean OVER_TLS = Boolean.getBoolean("sluice.e2e.tls");

    private static final Path APP = ROOT.resolve("gateway/target/quarkus-app/quarkus-run.jar");
    static final Path RUNTIME = ROOT.resolve("function-runtime/java/target/runtime");

    /** All runtimes of the checkout. */
    static final String RUNTIMES = Stream.of("java", "node", "python", "http", "command")
            .map(name -> ROOT.resolve("function-runtime/" + name + "/target/runtime"))
            .filter(Files::isDirectory)
            .map(Path::toString)
            .collect(Collectors.joining(","));

    static final Path BROKER = ROOT.resolve("broker/target/broker");

    /** A first build may take long where much else runs. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Pattern CALL = Pattern.compile("(/namespaces/[^/]+)?/function/.*");
    private static final Pattern FUNCTION = Pattern.compile("((?:/namespaces/[^/]+)?)/functions/([^/]+)(?:/rollback)?");

    private final Path home;
    private final Map<String, String> settings;
    private final GatewayLog log;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private Process process;
    private int port;
    private Gateway called = this;

    private Gateway(Path home, Map<String, String> settings) {
        this.home = home;
        this.settings = Map.copyOf(settings);
        this.log = new GatewayLog(home.resolveSibling(home.getFileName() + ".log"));
        this.port = freePort();
        this.process = spawn();
    }

    /** Starts one and waits until it says that it is ready. {@code settings}: system properties, {@code sluice.…}. */
    static Gateway start(Path home, Map<String, String> settings) {
        Gateway gateway = new Gateway(home, settings);
        gateway.awaitReady();
        return gateway;
    }

    private Process spawn() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        if (!settings.containsKey("sluice.runtimes")) {
            command.add("-Dsluice.runtimes=" + RUNTIMES);
        }
        if (!settings.containsKey("sluice.kafka.broker")) {
            command.add("-Dsluice.kafka.broker=" + BROKER);
        }
        if (!settings.containsKey("sluice.packages")) {
            command.add("-Dsluice.packages=" + ROOT.resolve("packages/target/packages"));
        }
        if (OVER_TLS && !settings.containsKey(TRANSPORT)) {
            command.add("-D" + TRANSPORT + "=tls");
        }
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(APP.toString());
        try {
            Files.createDirectories(home);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
            builder.environment().put("SLUICE_HOME", home.toString());
            builder.environment().put("SLUICE_HOST", "127.0.0.1");
            builder.environment().put("SLUICE_PORT", Integer.toString(port));
            builder.environment().put("E2E_CANARY", "must never reach a function");
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady() {
        await("the gateway is ready; its log:\n" + log.text())
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the gateway ended with " + process.exitValue() + ":\n" + log.text());
                    }
                })
                .until(() -> send(request("GET", "/health/ready")).statusCode() == 200);
    }

    /** What it has printed so far. */
    GatewayLog log() {
        return log;
    }

    /** The processes that evaluate for its decorators. */
    List<ProcessHandle> evaluators() {
        return process.children()
                .filter(child -> child.info().commandLine().orElse("").contains("evaluate.process.Main"))
                .toList();
    }

    /** The processes that compile source files. */
    List<ProcessHandle> compilers() {
        return process.descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("runner.compile.CompileServer"))
                .toList();
    }

    /** Ends it as a power cut would, and waits until it is gone. */
    void kill9() {
        // Runners that were about to connect may meet the next gateway.
        log.expect("its token is not valid");
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to end, as Ctrl-C does, and waits. */
    int stop() {
        askToStop();
        return awaitStop();
    }

    /** Sends it SIGTERM. */
    void askToStop() {
        process.toHandle().destroy();
    }

    /** Waits until it has ended, and says how. */
    int awaitStop() {
        awaitEnd();
        return process.exitValue();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the gateway did not end within 60 s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts it again on the same home and port. */
    void restart() {
        process = spawn();
        awaitReady();
    }

    /** Has functions called at another gateway on the same folder, which must have followed each change before the next call. */
    void callAt(Gateway other) {
        called = other;
    }

    /** Where functions are called: this one, unless it is managed for another. There are their instances, logs and metrics. */
    Gateway called() {
        return called;
    }

    Path home() {
        return home;
    }

    /** Where the tokens are, and all else that gateways share. */
    Path shared() {
        return Path.of(settings.getOrDefault(SHARED_FOLDER, home.toString()));
    }

    /** The platform's own broker: the one process whose command names the broker's folder in this home. */
    ProcessHandle broker() {
        String kafka = shared().resolve("kafka").toString();
        return ProcessHandle.allProcesses()
                .filter(each -> each.info().commandLine().orElse("").contains(kafka))
                .findFirst()
                .orElseThrow();
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    URI uri(String path) {
        int to = CALL.matcher(path).matches() ? called.port : port;
        return URI.create("http://127.0.0.1:" + to + path);
    }

    HttpClient http() {
        return http;
    }

    /** A request with the admin token, to be completed. */
    HttpRequest.Builder managed(String path) {
        try {
            String token = Files.readString(shared().resolve("admin.token")).strip();
            return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).header("Authorization", "Bearer " + token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpRequest request(String method, String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .method(method, BodyPublishers.noBody())
                .build();
    }

    HttpResponse<String> send(HttpRequest request) {
        HttpResponse<String> answer = exchange(request);
        boolean changed =
                answer.statusCode() / 100 == 2 && !List.of("GET", "HEAD").contains(request.method());
        if (changed && called != this && request.uri().getPort() == port) {
            awaitFollowed(request.uri().getPath());
        }
        return answer;
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitFollowed(String path) {
        Matcher function = FUNCTION.matcher(path);
        if (function.matches()) {
            awaitServed(function.group(1), function.group(2));
        } else {
            // Who reads the catalog knows from then on all that others changed.
            called.manage("GET", "/tokens");
        }
    }

    /** Waits until functions of this name are called as they are kept; nothing to wait for where there is one gateway. */
    void awaitServed(String name) {
        awaitServed("", name);
    }

    private void awaitServed(String namespace, String name) {
        if (called != this) {
            await(called.home.getFileName() + " serves " + name)
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> called.servesWhatIsKept(namespace, name));
        }
    }

    private boolean servesWhatIsKept(String namespace, String name) {
        HttpResponse<String> kept = manage("GET", namespace + "/functions/" + name);
        if (kept.statusCode() == 404) {
            return get(namespace + "/function/" + name).statusCode() == 404;
        }
        JsonObject function = json(kept);
        // Instances of the version before serve here until one of the new is up.
        return !kept.body().contains("\"not_in_service_yet\"")
                && function.getAsJsonArray("instances").asList().stream()
                        .map(JsonElement::getAsJsonObject)
                        .allMatch(instance -> instance.get("version").equals(function.get("version"))
                                || instance.get("state").getAsString().equals("draining"));
    }

    HttpResponse<String> get(String path) {
        return send(request("GET", path));
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return send(builder.build());
    }

    HttpResponse<String> manage(String method, String path) {
        return send(managed(path).method(method, BodyPublishers.noBody()).build());
    }

    HttpResponse<String> manage(String method, String path, String contentType, String body) {
        return send(managed(path)
                .header("Content-Type", contentType)
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    /** Uploads code with plain fields such as {@code memory=128Mi}. */
    HttpResponse<String> deploy(String name, Path code, String... fields) {
        Multipart form = new Multipart();
        form.file("code", code);
        for (String field : fields) {
            int equals = field.indexOf('=');
            form.field(field.substring(0, equals), field.substring(equals + 1));
        }
        return send(managed("/functions/" + name)
                .header("Content-Type", form.contentType())
                .PUT(BodyPublishers.ofByteArray(form.bytes()))
                .build());
    }

    /** The same, and it must be accepted. */
    JsonObject deployed(String name, Path code, String... fields) {
        HttpResponse<String> answer = deploy(name, code, fields);
        if (answer.statusCode() != 201 && answer.statusCode() != 200) {
            throw new AssertionError("deploying " + name + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return json(answer);
    }

    /** Whether a runtime of this language can run here: Java's can, others where there is an interpreter. */
    boolean runs(String language) {
        return language.equals("go") ? hasGo() : runtimes().anyMatch(name -> name.matches(language + "[0-9.]+"));
    }

    /** Whether sources in Go can be built here: by the same places that a build looks at. */
    static boolean hasGo() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/local/go/bin"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "go")));
    }

    /** Whether there is a runtime of this name that can run here. */
    boolean has(String runtime) {
        return runtimes().anyMatch(runtime::equals);
    }

    private Stream<String> runtimes() {
        return json(manage("GET", "/pool")).getAsJsonArray("runtimes").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(runtime -> runtime.get("missing").getAsString().isEmpty())
                .map(runtime -> runtime.get("name").getAsString());
    }

    JsonObject describe(String name) {
        return json(called.manage("GET", "/functions/" + name));
    }

    /** What the last deployment of a function says of its build; empty if it has none. */
    String built(String function) {
        String all = "/functions/" + function + "/deployments";
        JsonObject last =
                json(manage("GET", all)).getAsJsonArray("deployments").get(0).getAsJsonObject();
        JsonObject deployment = json(manage("GET", all + "/" + last.get("id").getAsString()));
        return deployment.getAsJsonArray("steps").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(step -> step.get("step").getAsString().equals("built"))
                .map(step -> step.get("message").getAsString())
                .findFirst()
                .orElse("");
    }

    static JsonObject json(HttpResponse<String> response) {
        JsonElement element = JsonParser.parseString(response.body());
        return element.getAsJsonObject();
    }

    /** The jar of an example of this repository. */
    static Path example(String name) {
        return ROOT.resolve("examples/" + name + "/target/" + name + ".jar");
    }

    static Map<String, String> settings(String... keysAndValues) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
        http.close();
        log.assertQuiet();
    }
}
