package dev.sluice.benchmarks.platform;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.benchmarks.http.Answer;
import dev.sluice.benchmarks.http.Connection;
import dev.sluice.benchmarks.kafka.BrokerProgram;
import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A gateway of the benchmark's own, on a free port, and its API. Used by one thread. */
public final class Gateway implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int READ_MILLIS = 120_000;

    private final Program program;
    private final int port;
    private final Path home;
    private final double readyMillis;

    private Gateway(Program program, int port, Path home) {
        this.program = program;
        this.port = port;
        this.home = home;
        this.readyMillis = program.awaitAnswer(port, "/health/ready", START);
    }

    /** Starts one on {@code home}, as it comes but for {@code settings}, and returns when it is ready. */
    public static Gateway start(Path java, Path root, Path home, Map<String, String> settings) throws IOException {
        Files.createDirectories(home);
        int port = Program.freePort();
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("SLUICE_HOME", home.toString());
        environment.put("SLUICE_HOST", "127.0.0.1");
        environment.put("SLUICE_PORT", String.valueOf(port));
        environment.putIfAbsent(
                "SLUICE_RUNTIMES",
                root.resolve("function-runtime/java/target/runtime").toString());
        Program program = Program.start(
                home.resolveSibling(home.getFileName() + ".log"),
                environment,
                List.of(
                        java.toString(),
                        "-Dsluice.kafka.broker=" + root.resolve("broker/target/broker"),
                        "-jar",
                        root.resolve("gateway/target/quarkus-app/quarkus-run.jar")
                                .toString()));
        try {
            return new Gateway(program, port, home);
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return program.pid();
    }

    /** From its spawn until it said that it is ready. */
    public double readyMillis() {
        return readyMillis;
    }

    /** Ends the gateway alone, as {@code kill -9} does: its broker goes on, for the next one on this home. */
    public void kill() {
        program.kill();
    }

    /** What opens its API. */
    public String adminToken() throws IOException {
        return Files.readString(home.resolve("admin.token")).strip();
    }

    /** Deploys a jar; {@code fields} as in the form of {@code PUT /functions/NAME}. */
    public JsonObject deploy(String name, byte[] jar, Map<String, String> fields) throws IOException {
        Form form = new Form().file("code", jar);
        fields.forEach(form::field);
        return json(manage("PUT", "/functions/" + name, Map.of("Content-Type", form.contentType()), form.bytes()));
    }

    /** Deploys a function without code, by its spec in YAML. */
    public void deploy(String name, String spec) throws IOException {
        manage(
                "PUT",
                "/functions/" + name,
                Map.of("Content-Type", "application/yaml"),
                spec.getBytes(StandardCharsets.UTF_8));
    }

    public JsonObject describe(String name) throws IOException {
        return json(manage("GET", "/functions/" + name, Map.of(), new byte[0]));
    }

    public void remove(String name) throws IOException {
        manage("DELETE", "/functions/" + name, Map.of(), new byte[0]);
    }

    public void secret(String name, String value) throws IOException {
        manage("PUT", "/secrets/" + name, Map.of(), value.getBytes(StandardCharsets.UTF_8));
    }

    /** Gives a user a second factor; answers the recovery codes. */
    public List<String> enrol(String user) throws IOException {
        byte[] body = "{\"app\":true}".getBytes(StandardCharsets.UTF_8);
        Answer answer = manage("PUT", "/two-factor/users/" + user, Map.of("Content-Type", "application/json"), body);
        return json(answer).getAsJsonArray("recoveryCodes").asList().stream()
                .map(JsonElement::getAsString)
                .toList();
    }

    /** Makes a resource without code what its document says. */
    public void apply(String kind, String name, String document) throws IOException {
        manage(
                "PUT",
                "/documents/" + kind + "/" + name,
                Map.of("Content-Type", "application/yaml"),
                document.getBytes(StandardCharsets.UTF_8));
    }

    public void removeDocument(String kind, String name) throws IOException {
        manage("DELETE", "/documents/" + kind + "/" + name, Map.of(), new byte[0]);
    }

    /** Stores items of a batch of a pipeline, in NDJSON, {@code from} the number of the first; {@code close}: no more come. */
    public void store(String pipeline, String batch, byte[] lines, int from, boolean close) throws IOException {
        String path = "/pipelines/" + pipeline + "/batches/" + batch + "?from=" + from + (close ? "&close=true" : "");
        manage("PUT", path, Map.of("Content-Type", "application/x-ndjson"), lines);
    }

    /** How the batches of a pipeline stand. */
    public JsonArray batches(String pipeline) throws IOException {
        return json(manage("GET", "/pipelines/" + pipeline + "/batches", Map.of(), new byte[0]))
                .getAsJsonArray("batches");
    }

    /** How a resource without code stands. */
    public JsonObject status(String kind, String name) throws IOException {
        return json(manage("GET", "/documents/" + kind + "/" + name + "/status", Map.of(), new byte[0]));
    }

    /** Its broker, which is started if it does not run. */
    public Kafka kafka() throws IOException {
        manage(
                "PUT",
                "/topics/first",
                Map.of("Content-Type", "application/json"),
                "{\"partitions\": 1}".getBytes(StandardCharsets.UTF_8));
        return Kafka.of(home.resolve("kafka/client.properties"));
    }

    /** The process of its broker, which runs. */
    public long brokerPid() throws IOException {
        return runners().stream()
                .filter(pid -> command(pid).contains(BrokerProgram.MAIN))
                .findFirst()
                .orElseThrow(() -> new IOException("no broker runs"));
    }

    private static List<String> command(long pid) {
        try {
            return BrokerProgram.commandOf(pid);
        } catch (IOException e) {
            return List.of();
        }
    }

    public JsonObject pool() throws IOException {
        return json(manage("GET", "/pool", Map.of(), new byte[0]));
    }

    /** Process ids of all instances of a function. */
    public List<Long> instances(String name) throws IOException {
        List<Long> pids = new ArrayList<>();
        for (JsonElement instance : describe(name).getAsJsonArray("instances")) {
            pids.add(instance.getAsJsonObject().get("pid").getAsLong());
        }
        return pids;
    }

    /** Process ids of all that the gateway has started: instances, and runners that wait. */
    public List<Long> runners() {
        return program.pids().stream().filter(pid -> pid != program.pid()).toList();
    }

    /** How many runners wait, of all kinds. */
    public int waiting() throws IOException {
        return pool().getAsJsonArray("warm").asList().stream()
                .mapToInt(warm -> warm.getAsJsonObject().get("ready").getAsInt())
                .sum();
    }

    /** Waits until all runners that the warm pools want are ready. */
    public void awaitWarm() throws IOException {
        await("the warm pool was not filled", pool -> {
            for (JsonElement element : pool.getAsJsonArray("warm")) {
                JsonObject warm = element.getAsJsonObject();
                if (warm.get("ready").getAsInt() < warm.get("wanted").getAsInt()
                        || warm.get("starting").getAsInt() > 0) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Waits until no function has an instance and the warm pools are full. */
    public void awaitIdle() throws IOException {
        await("instances were not ended", pool -> {
            JsonArray functions = pool.getAsJsonArray("functions");
            return functions.asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .allMatch(function -> function.getAsJsonArray("instances").isEmpty());
        });
        awaitWarm();
    }

    private void await(String otherwise, Predicate<JsonObject> condition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonObject pool = pool();
        while (!condition.test(pool)) {
            if (System.nanoTime() > end) {
                throw new IOException(otherwise + " within " + PATIENCE.toSeconds() + " s: " + pool);
            }
            LockSupport.parkNanos(POLL.toNanos());
            pool = pool();
        }
    }

    /** Calls a function over a new connection that is open before the clock starts; milliseconds until it was answered. */
    public double callMillis(String name, byte[] body) throws IOException {
        return callMillis(name, "application/octet-stream", body);
    }

    /** The same with a body of another type. */
    public double callMillis(String name, String type, byte[] body) throws IOException {
        try (Connection connection = new Connection(port, READ_MILLIS)) {
            long begin = System.nanoTime();
            connection
                    .exchange("POST", "/function/" + name, Map.of("Content-Type", type), body)
                    .orThrow("function " + name);
            return (System.nanoTime() - begin) / 1e6;
        }
    }

    /** Calls a function over a new connection, with GET. */
    public Answer call(String name, Map<String, String> headers) throws IOException {
        try (Connection connection = new Connection(port, READ_MILLIS)) {
            return connection.exchange("GET", "/function/" + name, headers, new byte[0]);
        }
    }

    /** Calls a function over a new connection, with POST and no body. */
    public Answer post(String name) throws IOException {
        try (Connection connection = new Connection(port, READ_MILLIS)) {
            return connection.post("/function/" + name, new byte[0]).orThrow("function " + name);
        }
    }

    private Answer manage(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Authorization", "Bearer " + adminToken());
        try (Connection connection = new Connection(port, READ_MILLIS)) {
            return connection.exchange(method, path, all, body).orThrow(method + " " + path);
        }
    }

    private static JsonObject json(Answer answer) {
        return JsonParser.parseString(answer.text()).getAsJsonObject();
    }

    @Override
    public void close() {
        program.close();
    }
}
