package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Calls that run later through the whole platform, on a broker of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaterCallsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String JSON = "application/json";

    @TempDir
    static Path folder;

    private Gateway gateway;

    /** A call that was accepted. */
    private record Accepted(String id, String secret) {}

    @BeforeAll
    void start() {
        gateway = Gateway.start(
                folder.resolve("home"),
                Map.of(
                        "sluice.async.private-callbacks",
                        "true",
                        "sluice.async.first-pause",
                        "100ms",
                        "sluice.async.longest-pause",
                        "1s",
                        "sluice.keep-versions",
                        "2"));
        gateway.deployed("hello", Gateway.example("hello"));
        gateway.deployed(
                "misbehave",
                Gateway.example("misbehave"),
                "handler=dev.sluice.examples.misbehave.Misbehave",
                "timeout=60s");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private Accepted accepted(String path, String body, String... headers) {
        HttpResponse<String> answer = gateway.post(path, body, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String id = answer.headers().firstValue("X-Call-Id").orElseThrow();
        assertThat(answer.headers().firstValue("Location")).contains("/invocations/" + id);
        return new Accepted(id, answer.headers().firstValue("X-Call-Secret").orElseThrow());
    }

    private HttpResponse<String> read(Accepted call, String query, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri("/invocations/" + call.id() + query))
                .timeout(Duration.ofSeconds(80));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request.build());
    }

    private JsonObject over(Accepted call) {
        JsonObject[] last = new JsonObject[1];
        await("the call is over").atMost(PATIENCE).ignoreExceptions().until(() -> {
            last[0] = Gateway.json(read(call, "?wait=30s", "X-Call-Secret", call.secret()));
            return !last[0].get("state").getAsString().matches("waiting|running|retrying");
        });
        return last[0];
    }

    @Test
    void aCallIsAcceptedAndItsAnswerIsReadByItsSecretOnly() {
        Accepted call = accepted("/async-function/hello", "{\"name\": \"Ann\"}", "Content-Type", JSON);

        JsonObject over = over(call);

        assertThat(over.get("state").getAsString()).isEqualTo("succeeded");
        assertThat(over.getAsJsonObject("answer").get("text").getAsString()).contains("Ann");
        assertThat(read(call, "").statusCode()).isEqualTo(401);
        assertThat(read(call, "", "X-Call-Secret", "guessed").statusCode()).isEqualTo(401);
        assertThat(read(call, "", "Authorization", "Bearer guessed").statusCode())
                .isEqualTo(401);
        assertThat(gateway.manage("GET", "/invocations/" + call.id()).statusCode())
                .isEqualTo(200);
        Accepted preferred =
                accepted("/function/hello", "{\"name\": \"Bob\"}", "Content-Type", JSON, "Prefer", "respond-async");
        assertThat(over(preferred).get("state").getAsString()).isEqualTo("succeeded");
        assertThat(gateway.post("/async-function/no-such-function", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatRefusesDoesSoBeforeTheAcceptance() {
        gateway.deployed("later-guarded", Gateway.example("hello"), "access=token");
        gateway.deployed(
                "later-limited", Gateway.example("hello"), "spec=decorators: [rate-limit: {rate: 1, per: 1h}]");

        assertThat(gateway.post("/async-function/later-guarded", "").statusCode())
                .isEqualTo(401);
        accepted("/async-function/later-limited", "");
        assertThat(gateway.post("/async-function/later-limited", "").statusCode())
                .isEqualTo(429);
    }

    @Test
    void whoeverIsToBeCalledBackIs() throws IOException, InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/done", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            told.add(exchange.getRequestHeaders().getFirst("X-Call-Id") + " "
                    + exchange.getRequestHeaders().getFirst("X-Function-Status") + " " + body);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            Accepted call = accepted(
                    "/async-function/hello",
                    "{\"name\": \"Cleo\"}",
                    "Content-Type",
                    JSON,
                    "X-Callback-Url",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/done");

            assertThat(told.poll(60, TimeUnit.SECONDS))
                    .startsWith(call.id() + " 200 ")
                    .contains("Cleo");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatFailsBecomesADeadLetter() {
        Accepted call = accepted("/async-function/misbehave/throws", "");

        JsonObject over = over(call);

        assertThat(over.get("state").getAsString()).isEqualTo("dead");
        assertThat(over.get("reason").getAsString()).isEqualTo("attempts_exhausted");
        assertThat(over.get("attempts").getAsInt()).isEqualTo(3);
        JsonObject letter = Gateway.json(gateway.manage("GET", "/dead-letters/" + call.id()));
        assertThat(letter.get("function").getAsString()).isEqualTo("misbehave");
        assertThat(letter.getAsJsonObject("request").get("path").getAsString()).isEqualTo("/throws");
        assertThat(letters("misbehave").size()).isEqualTo(1);
        assertThat(letters("hello").size()).isZero();
        assertThat(gateway.manage("DELETE", "/dead-letters/" + call.id()).statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> letters("misbehave").isEmpty());
    }

    @Test
    void aFunctionSaysHowOftenAndHowLongItsCallsAreTried() {
        gateway.deployed(
                "misbehave-once",
                Gateway.example("misbehave"),
                "handler=dev.sluice.examples.misbehave.Misbehave",
                "timeout=1s",
                "spec=async: {attempts: 1, timeout: 2h}");

        JsonObject dead = over(accepted("/async-function/misbehave-once/throws", ""));
        JsonObject slow = over(accepted("/async-function/misbehave-once/sleeps?seconds=2", ""));

        assertThat(dead.get("state").getAsString()).isEqualTo("dead");
        assertThat(dead.get("attempts").getAsInt()).isEqualTo(1);
        assertThat(slow.get("state").getAsString()).isEqualTo("succeeded");
        assertThat(Gateway.json(gateway.manage("GET", "/functions/misbehave-once"))
                        .getAsJsonObject("spec")
                        .getAsJsonObject("async")
                        .toString())
                .isEqualTo("{\"attempts\":1,\"timeout\":\"2h\"}");
    }

    @Test
    void largeBodiesAndAnswersComeThroughKillsDeadLettersRedrivesAndCallbacks()
            throws IOException, InterruptedException {
        String misbehave = "handler=dev.sluice.examples.misbehave.Misbehave";
        gateway.deployed("large", Gateway.example("misbehave"), misbehave, "spec=async: {attempts: 1}");
        String body = "0123456789abcdef".repeat((5 << 20) / 16);
        String answer = "Hello, " + body + "!\n";
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/done", exchange -> {
            String got = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            told.add(exchange.getRequestHeaders().getFirst("X-Function-Status") + " " + got);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            Accepted call = accepted(
                    "/async-function/large/throws",
                    body,
                    "Content-Type",
                    "text/plain",
                    "X-Delay",
                    "3",
                    "X-Callback-Url",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/done");
            gateway.kill9();
            gateway.restart();

            assertThat(over(call).get("state").getAsString()).isEqualTo("dead");
            assertThat(told.poll(60, TimeUnit.SECONDS)).startsWith("502 ");
            JsonObject letter = asked("GET", "/dead-letters/" + call.id());
            assertThat(letter.getAsJsonObject("request").get("text").getAsString())
                    .isEqualTo(body);

            gateway.deployed("large", Gateway.example("hello"));
            gateway.kill9();
            gateway.restart();
            assertThat(asked("POST", "/dead-letters/" + call.id() + "/redrive")
                            .get("count")
                            .getAsInt())
                    .isEqualTo(1);

            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("200 " + answer);
            gateway.kill9();
            gateway.restart();
            assertThat(over(call).getAsJsonObject("answer").get("text").getAsString())
                    .isEqualTo(answer);
            assertThat(read(call, "?follow=true", "X-Call-Secret", call.secret())
                            .body())
                    .contains("event: ended\ndata: {")
                    .contains(body);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWithTheLimit() {
        HttpResponse<String> refused =
                gateway.post("/async-function/hello", "x".repeat((64 << 20) + 1), "Content-Type", "text/plain");

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("body_too_large").contains("67108864");
    }

    private JsonArray letters(String function) {
        return Gateway.json(gateway.manage("GET", "/dead-letters?function=" + function))
                .getAsJsonArray("deadLetters");
    }

    @Test
    void whatWaitsForAFunctionThatIsRemovedIsToldAndRunsWhenItIsBack() {
        gateway.deployed("removed", Gateway.example("hello"));
        Accepted call =
                accepted("/async-function/removed", "{\"name\": \"Hal\"}", "Content-Type", JSON, "X-Delay", "4");

        JsonObject told = asked("DELETE", "/functions/removed");

        assertThat(told.get("calls").getAsInt()).isEqualTo(1);
        assertThat(told.getAsJsonArray("triggers")).isEmpty();
        assertThat(told.get("detail").getAsString())
                .isEqualTo("1 call waits for 'removed': until 6h after it was due each is tried again, and runs if"
                        + " there is such a function by then; then it is a dead letter.");
        await().atMost(PATIENCE)
                .until(() -> Gateway.json(read(call, "", "X-Call-Secret", call.secret()))
                        .get("state")
                        .getAsString()
                        .equals("retrying"));
        gateway.deployed("removed", Gateway.example("hello"));
        assertThat(over(call).get("state").getAsString()).isEqualTo("succeeded");
        gateway.deployed("unused", Gateway.example("hello"));
        assertThat(gateway.manage("DELETE", "/functions/unused").statusCode()).isEqualTo(204);
    }

    @Test
    void howACallStandsIsToldAsItChanges() {
        Accepted call = accepted("/async-function/hello", "{\"name\": \"Ida\"}", "Content-Type", JSON, "X-Delay", "3");

        HttpResponse<String> events = read(call, "", "X-Call-Secret", call.secret(), "Accept", "text/event-stream");

        assertThat(events.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        List<String> told = events.body()
                .lines()
                .filter(line -> line.startsWith("event: ") || line.startsWith("data: "))
                .toList();
        assertThat(told.getFirst()).isEqualTo("event: state");
        assertThat(told.get(1)).contains("\"state\":\"waiting\"");
        assertThat(told.get(told.size() - 2)).isEqualTo("event: ended");
        assertThat(told.getLast()).contains("\"state\":\"succeeded\"").contains("Ida");
        assertThat(read(call, "?follow=true", "X-Call-Secret", call.secret()).body())
                .contains("event: ended")
                .doesNotContain("event: state");
        assertThat(read(call, "?follow=true").statusCode()).isEqualTo(401);
    }

    private JsonObject asked(String method, String target) {
        HttpResponse<String> answer = gateway.manage(method, target);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Gateway.json(answer);
    }

    @Test
    void callsAreListedCancelledAndForgottenByWhatTheyAre() {
        gateway.deployed("listed", Gateway.example("hello"));
        Accepted done = accepted("/async-function/listed", "{\"name\": \"Gus\"}", "Content-Type", JSON);
        over(done);
        Accepted waiting = accepted(
                "/async-function/listed", "{}", "X-Delay", "1h", "X-Ordering-Key", "ada", "Content-Type", JSON);

        JsonArray all = asked("GET", "/invocations?function=listed").getAsJsonArray("invocations");
        assertThat(all).hasSize(2);
        assertThat(all.get(0).getAsJsonObject().has("answer")).isFalse();
        JsonArray waits = asked("GET", "/invocations?function=listed&state=waiting&key=ada")
                .getAsJsonArray("invocations");
        assertThat(waits).singleElement().satisfies(call -> {
            assertThat(call.getAsJsonObject().get("id").getAsString()).isEqualTo(waiting.id());
            assertThat(call.getAsJsonObject().get("key").getAsString()).isEqualTo("ada");
        });
        assertThat(asked("DELETE", "/invocations?function=listed&olderThan=1h")
                        .get("count")
                        .getAsInt())
                .isZero();
        assertThat(asked("DELETE", "/invocations?function=listed").get("count").getAsInt())
                .isEqualTo(1);
        assertThat(over(waiting).get("state").getAsString()).isEqualTo("cancelled");
        assertThat(asked("DELETE", "/outcomes?function=listed").get("count").getAsInt())
                .isEqualTo(2);
        assertThat(read(done, "", "X-Call-Secret", done.secret()).statusCode()).isEqualTo(404);
        assertThat(gateway.manage("GET", "/invocations?state=lost").body())
                .contains("state is 'lost'. Allowed is one of waiting, running, retrying, succeeded, dead, cancelled,"
                        + " expired.");
        for (String path : List.of("/invocations", "/invocations/", "/invocations//", "/invocations;a=b")) {
            HttpRequest request =
                    HttpRequest.newBuilder(gateway.uri(path)).timeout(PATIENCE).build();
            assertThat(gateway.send(request).statusCode()).as(path).isIn(401, 404);
        }
    }

    @Test
    void whatWasAcceptedOutlivesGatewayAndBroker() {
        Accepted running =
                accepted("/async-function/hello", "{\"name\": \"Dora\"}", "Content-Type", JSON, "X-Delay", "2");

        gateway.kill9();
        gateway.restart();

        assertThat(over(running).get("state").getAsString()).isEqualTo("succeeded");

        Accepted delayed =
                accepted("/async-function/hello", "{\"name\": \"Ella\"}", "Content-Type", JSON, "X-Delay", "11");
        gateway.log().expect("The broker has ended unexpectedly");
        gateway.broker().destroyForcibly();
        HttpResponse<String> meanwhile =
                gateway.post("/async-function/hello", "{\"name\": \"Fay\"}", "Content-Type", JSON);
        assertThat(meanwhile.statusCode()).as(meanwhile.body()).isIn(202, 503);

        assertThat(over(delayed).get("state").getAsString()).isEqualTo("succeeded");
    }

    private static final String WORD = """
        package a;

        import dev.sluice.function.Context;
        import dev.sluice.function.Handler;
        import dev.sluice.function.Request;

        public class Word implements Handler<Request, String> {
            public String handle(Request request, Context context) {
                return System.getenv("WORD");
            }
        }
        """;

    private String answered(Accepted call) {
        JsonObject over = over(call);
        assertThat(over.get("state").getAsString()).as(over.toString()).isEqualTo("succeeded");
        return over.get("version").getAsInt() + " "
                + over.getAsJsonObject("answer").get("text").getAsString();
    }

    private List<Integer> versions() {
        List<Integer> numbers = new ArrayList<>();
        Gateway.json(gateway.manage("GET", "/functions/word/versions"))
                .getAsJsonArray("versions")
                .forEach(each ->
                        numbers.add(each.getAsJsonObject().get("version").getAsInt()));
        return numbers;
    }

    @Test
    void callsThatAreBoundToTheirVersionRunAtItAfterAnotherTookOverAndAKill() throws IOException {
        Path jar = FunctionJar.compiled(folder, "Word", WORD);
        gateway.deployed("word", jar, "env.WORD=one");
        Accepted bound = accepted("/async-function/word", "", "X-Version", "accepted", "X-Delay", "25");
        Accepted free = accepted("/async-function/word", "", "X-Delay", "25");

        for (int i = 0; i < 3; i++) {
            gateway.deployed("word", jar, "env.WORD=two" + i);
        }
        gateway.kill9();
        gateway.restart();
        gateway.deployed("word", jar, "env.WORD=two");

        assertThat(versions()).contains(1, 5).doesNotContain(2);
        assertThat(answered(accepted("/async-function/word", "", "X-Version", "1")))
                .isEqualTo("1 one");
        assertThat(answered(accepted("/async-function/word", ""))).isEqualTo("5 two");
        assertThat(answered(bound)).isEqualTo("1 one");
        assertThat(answered(free)).isEqualTo("5 two");
        assertThat(gateway.post("/async-function/word", "", "X-Version", "2").statusCode())
                .isEqualTo(404);

        gateway.deployed("word", jar, "env.WORD=three");
        assertThat(versions()).doesNotContain(1);
    }
}
