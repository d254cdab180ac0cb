package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedGateway.class)
class DecoratorTest {

    private static final Path HELLO = Gateway.example("hello");

    private static HttpResponse<String> deploy(Gateway gateway, String name, String spec) throws Exception {
        Multipart form = new Multipart().file("code", HELLO).field("spec", spec);
        return gateway.send(gateway.managed("/functions/" + name)
                .header("Content-Type", form.contentType())
                .PUT(BodyPublishers.ofByteArray(form.bytes()))
                .build());
    }

    @Test
    void aDeployedFunctionIsCalledThroughItsDecorators(@TempDir Path folder) throws Exception {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            String spec = """
                decorators:
                  - headers: {response: {set: {Cache-Control: no-store}}}
                  - defaults: {name: Ada}
                """;
            assertThat(deploy(gateway, "decorated", spec).statusCode()).isEqualTo(201);

            HttpResponse<String> answer = gateway.post("/function/decorated", "{}", "Content-Type", "application/json");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("Ada");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");

            gateway.kill9();
            gateway.restart();

            HttpResponse<String> again = gateway.post("/function/decorated", "{}", "Content-Type", "application/json");
            assertThat(again.body()).contains("Ada");
            assertThat(again.headers().firstValue("Cache-Control")).hasValue("no-store");
        }
    }

    @Test
    void evaluatorsServeWhatIsDeployedAndEndWithTheirGatewayAlsoAfterAKill(@TempDir Path folder) throws Exception {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            String spec = """
                decorators:
                  - validate: {body: {required: [n]}, maxTime: 10s}
                  - transform: {request: {jsonata: '{"name": n & "!"}'}, maxTime: 10s}
                """;
            assertThat(gateway.evaluators()).isEmpty();
            assertThat(deploy(gateway, "evaluated", spec).statusCode()).isEqualTo(201);

            assertThat(called(gateway, "{\"n\":\"Ada\"}").body()).contains("Ada!");
            assertThat(called(gateway, "{}").body()).contains("\"request_invalid\"");
            HttpResponse<String> wrong =
                    deploy(gateway, "wrong", "decorators: [{transform: {request: {jsonata: '1 +'}}}]");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body())
                    .contains("decorators[0].transform", "its request cannot be used: this is no JSONata at character");
            List<ProcessHandle> evaluators = gateway.evaluators();
            assertThat(evaluators).isNotEmpty();

            gateway.kill9();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> evaluators.stream().noneMatch(ProcessHandle::isAlive));
            gateway.restart();
            assertThat(called(gateway, "{\"n\":\"Eve\"}").body()).contains("Eve!");
        }
    }

    private static HttpResponse<String> called(Gateway gateway, String body) throws Exception {
        return gateway.post("/function/evaluated", body, "Content-Type", "application/json");
    }

    @Test
    void anUnknownDecoratorIsRefusedWithTheOneThatWasMeant(Gateway gateway) throws Exception {
        HttpResponse<String> answer = deploy(gateway, "typo-in-decorator", "decorators: [{defalts: {a: 1}}]");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("decorators[0]", "there is no decorator 'defalts': did you mean 'defaults'?");
    }

    @Test
    void theFiveOfTheExampleStandInAnOrderThatIsMeantAndActInIt(Gateway gateway) throws Exception {
        gateway.manage("PUT", "/secrets/notes-key", "text/plain", "k3y");
        String spec = Files.readString(Gateway.ROOT.resolve("examples/five-decorators/spec.yaml"));
        JsonObject deployed = gateway.deployed("five", Gateway.example("markdown"), "spec=" + spec);
        String good = "{\"text\": \"# Hi\"}";
        String page = "https://notes.example.org";

        HttpResponse<String> stranger = gateway.post("/function/five", "no JSON", "Origin", page);
        HttpResponse<String> wrong = gateway.post("/function/five", "{}", "X-API-Key", "k3y", "Origin", page);
        HttpResponse<String> right = gateway.post("/function/five", good, "X-API-Key", "k3y", "Origin", page);

        assertThat(deployed.getAsJsonArray("warnings")).isEmpty();
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.headers().firstValue("Access-Control-Allow-Origin")).hasValue(page);
        assertThat(stranger.headers().firstValue("RateLimit")).isEmpty();
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.headers().firstValue("RateLimit")).isPresent();
        assertThat(right.body()).contains("<h1>Hi</h1>");
    }

    @Test
    void beforeAnApiThatIsNoFunctionStrangersAreRefusedAndAnswersKept(Gateway gateway) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        api.createContext("/", exchange -> {
            calls.incrementAndGet();
            byte[] body = "[]".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        api.start();
        try {
            gateway.manage("PUT", "/secrets/rivers-token", "text/plain", "t0ken");
            String spec = Files.readString(Gateway.ROOT.resolve("examples/before-an-api/spec.yaml"))
                    .replace("8090", "" + api.getAddress().getPort());
            assertThat(gateway.manage("PUT", "/functions/before-an-api", "application/yaml", spec)
                            .statusCode())
                    .isEqualTo(201);

            assertThat(gateway.get("/function/before-an-api/rivers").statusCode())
                    .isEqualTo(401);
            for (int i = 0; i < 3; i++) {
                HttpRequest.Builder call = HttpRequest.newBuilder(gateway.uri("/function/before-an-api/rivers"));
                HttpResponse<String> answer = gateway.send(
                        call.header("Authorization", "Bearer t0ken").build());
                assertThat(answer.body()).isEqualTo("[]");
                assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                        .hasValue("nosniff");
            }
            assertThat(calls).hasValue(1);
        } finally {
            api.stop(0);
        }
    }

    @Test
    void oneCallBecomesSeveralAndWhatIsLateOrRubbishIsMissing(Gateway gateway) throws Exception {
        String spec = Files.readString(Gateway.ROOT.resolve("examples/search/spec.yaml"));
        gateway.deployed("verses", Gateway.ROOT.resolve("examples/search/Search.java"), "spec=" + spec);
        gateway.deployed("greeter", HELLO);
        gateway.deployed("sleeper", Gateway.example("misbehave"));
        String all = """
            decorators:
              - scatter:
                  to: [verses, greeter, sleeper]
                  merge: {top: {count: 1, by: score}}
                  deadline: 3s
                  atLeast: %d
            """;
        gateway.deployed("one-of-all", HELLO, "spec=" + all.formatted(1));
        gateway.deployed("two-of-all", HELLO, "spec=" + all.formatted(2));
        String question = "{\"q\": \"little star\"}";

        HttpResponse<String> some =
                gateway.post("/function/one-of-all/sleeps?seconds=60", question, "Content-Type", "application/json");
        HttpResponse<String> few =
                gateway.post("/function/two-of-all/sleeps?seconds=60", question, "Content-Type", "application/json");

        assertThat(some.statusCode()).as(some.body()).isEqualTo(200);
        assertThat(some.body())
                .isEqualTo(
                        "[{\"score\":3,\"verse\":2,\"text\":\"Star light, star bright, first star I see tonight\"}]");
        assertThat(some.headers().firstValue("Scatter-Answers")).hasValue("1/3");
        assertThat(some.headers().firstValue("Scatter-Missing"))
                .hasValue("greeter;reason=no_ranked_list, sleeper;reason=late");
        assertThat(few.statusCode()).isEqualTo(504);
        assertThat(few.body())
                .contains("Of the 3 leaves of 'two-of-all', 1 answered, and 2 must; without an answer: 'greeter'"
                        + " (no_ranked_list), 'sleeper' (late).");
        assertThat(gateway.manage("GET", "/metrics", "text/plain", "").body())
                .containsPattern(
                        "sluice_decorator_events_total\\{[^}]*decorator=\"scatter\"[^}]*event=\"partial\"[^}]*} 1");
    }
}
