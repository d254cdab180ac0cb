package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of JavaScript is deployed and called like a jar, in each major of Node. Skipped for those that are not here. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"node20", "node22", "node24", "node26"})
@ExtendWith(SharedGateway.class)
class NodeFunctionsTest {

    private static final String CODE = """
            import { setTimeout as sleep } from 'node:timers/promises';

            export default async function (request, context) {
              const [word, text] = (await request.text()).split(' ');
              switch (word) {
                case 'greet':
                  console.log(`greeting ${text}`);
                  await sleep(50);
                  return `Hello, ${text}!`;
                case 'pid':
                  return String(process.pid);
                case 'block':
                  for (;;) {}
                case 'late':
                  setTimeout(() => { throw new Error('too late'); }, 10);
                  return new Promise(() => {});
                case 'exit':
                  process.exit(7);
                case 'fill':
                  for (const all = []; ; ) { all.push(new Array(100_000).fill(1)); }
                case 'promise':
                  await new Promise((rejected) => {
                    new Promise((_, reject) => {
                      globalThis.reject = () => { reject(new Error('unwanted')); setImmediate(rejected); };
                    });
                  });
                  return 'made';
                case 'reject':
                  while (globalThis.reject === undefined) {
                    await sleep(5);
                  }
                  globalThis.reject();
                  await sleep(1);
                  return 'rejected';
                case 'map':
                  return new Map();
                default:
                  throw new RangeError(`no ${word} here`);
              }
            }

            export function echo(request) {
              return new Response(request.body, { headers: { 'content-type': 'text/plain' } });
            }
            """;

    private final String runtime;
    private final Gateway gateway;

    @TempDir
    private Path folder;

    NodeFunctionsTest(String runtime, Gateway gateway) {
        this.runtime = runtime;
        this.gateway = gateway;
    }

    @BeforeEach
    void itIsInstalled() {
        assumeTrue(gateway.has(runtime), "there is no " + runtime + " here: .ci/node gets it");
    }

    private Path code(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private JsonObject deployed(String name, String... fields) throws Exception {
        return gateway.deployed(name, code(name + ".mjs", CODE), inIt(fields));
    }

    private String[] inIt(String... fields) {
        return Stream.concat(Stream.of("runtime=" + runtime), Stream.of(fields)).toArray(String[]::new);
    }

    @Test
    void callsRunAtTheSameTimeOnOneProcess() throws Exception {
        JsonObject deployed = deployed("node-many", "maxInstances=1");

        assertThat(deployed.get("runtime").getAsString()).isEqualTo(runtime);
        assertThat(deployed.get("handler").getAsString()).isEqualTo("default");
        List<CompletableFuture<String>> answers = IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> gateway.post("/function/node-many", "greet " + i).body()))
                .toList();
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join()).isEqualTo("Hello, " + i + "!");
        }
    }

    @Test
    void whatACallPrintsIsInItsLog() throws Exception {
        deployed("node-logs");

        HttpResponse<String> answer = gateway.post("/function/node-logs", "greet Ada");

        String id = answer.headers().firstValue("Sluice-Invocation").orElseThrow();
        await().untilAsserted(() -> assertThat(gateway.called()
                        .manage("GET", "/functions/node-logs/logs")
                        .body()
                        .lines()
                        .filter(line -> line.contains(id)))
                .anyMatch(line -> line.contains("greeting Ada")));
    }

    @Test
    void aRejectionThatNobodyWaitsForIsToldOfTheCallThatTheVersionNames() throws Exception {
        deployed("node-rejects", "maxInstances=1");

        CompletableFuture<HttpResponse<String>> made =
                CompletableFuture.supplyAsync(() -> gateway.post("/function/node-rejects", "promise"));
        HttpResponse<String> rejected = gateway.post("/function/node-rejects", "reject");

        assertThat(rejected.body()).isEqualTo("rejected");
        assertThat(made.join().body()).isEqualTo("made");
        boolean theOneThatRejects = List.of("node24", "node26").contains(runtime);
        String id = (theOneThatRejects ? rejected : made.join())
                .headers()
                .firstValue("Sluice-Invocation")
                .orElseThrow();
        await().untilAsserted(() -> assertThat(gateway.called()
                        .manage("GET", "/functions/node-rejects/logs")
                        .body()
                        .lines()
                        .filter(line -> line.contains("a promise was rejected that nobody waits for")))
                .anySatisfy(line -> assertThat(line).contains(id, "Error: unwanted")));
    }

    @Test
    void bodiesPassBothWaysAtOnce() throws Exception {
        deployed("node-echo", "handler=echo");
        byte[] body = new byte[3_000_000];

        HttpResponse<InputStream> answer = gateway.http()
                .send(
                        java.net.http.HttpRequest.newBuilder(gateway.uri("/function/node-echo"))
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofInputStream());

        assertThat(answer.headers().firstValue("content-type")).contains("text/plain");
        assertThat(answer.body().readAllBytes()).hasSameSizeAs(body);
    }

    @Test
    void aBlockedLoopIsKilledAtItsTimeLimitAndTheNextCallHasANewProcess() throws Exception {
        deployed("node-block", "timeout=1s");
        String before = gateway.post("/function/node-block", "pid").body();

        HttpResponse<String> answer = gateway.post("/function/node-block", "block");

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(gateway.post("/function/node-block", "pid").body()).isNotEqualTo(before);
    }

    @Test
    void whatGoesWrongIsToldForWhatItIs() throws Exception {
        deployed("node-wrong", "errors=full", "memory=128Mi");

        assertThat(gateway.post("/function/node-wrong", "tea").body()).contains("RangeError", "no tea here");
        assertThat(gateway.post("/function/node-wrong", "late").body()).contains("too late");
        assertThat(gateway.post("/function/node-wrong", "map").body()).contains("bad_answer", "a Map is no answer");
        assertThat(gateway.post("/function/node-wrong", "exit").body()).contains("function_exited", "7");
        await().untilAsserted(() -> assertThat(
                        gateway.manage("GET", "/functions/node-wrong/logs").body())
                .contains("process.exit(7)"));
        await().untilAsserted(() ->
                assertThat(gateway.post("/function/node-wrong", "fill").body()).contains("out_of_memory"));
    }

    @Test
    void aCallThatEndsItsProcessHandsItsSlotToNobodyThere() throws Exception {
        deployed("node-exits", "concurrency=1", "maxInstances=1");

        for (int round = 0; round < 3; round++) {
            CompletableFuture<HttpResponse<String>> exit =
                    CompletableFuture.supplyAsync(() -> gateway.post("/function/node-exits", "exit"));
            List<CompletableFuture<HttpResponse<String>>> greetings = IntStream.range(0, 3)
                    .mapToObj(
                            i -> CompletableFuture.supplyAsync(() -> gateway.post("/function/node-exits", "greet Ada")))
                    .toList();

            assertThat(exit.join().body()).contains("function_exited");
            assertThat(greetings)
                    .allSatisfy(greeting -> assertThat(greeting.join().body()).isEqualTo("Hello, Ada!"));
        }
    }

    @Test
    void codeThatCannotBeAFunctionIsRefusedWithTheFormsShown() throws Exception {
        HttpResponse<String> broken =
                gateway.deploy("node-broken", code("broken.js", "export default () => 1;\nconst b = ;\n"), inIt());
        HttpResponse<String> express = gateway.deploy(
                "node-express", code("express.cjs", "module.exports = (req, res) => res.send('hi');\n"), inIt());
        HttpResponse<String> packaged = gateway.deploy(
                "node-packaged", code("packaged.mjs", "import ms from 'ms';\nexport default () => ms(1);\n"), inIt());

        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).contains("line 2", "const b = ;");
        assertThat(express.statusCode()).isEqualTo(422);
        assertThat(express.body()).contains("(req, res)", "export default function (request, context)");
        assertThat(packaged.body()).contains("module_not_found", "Cannot find package 'ms'", "--bundle");
    }

    @Test
    void aLanguageWithoutItsInterpreterSaysWhatIsMissing() throws Exception {
        HttpResponse<String> answer = gateway.deploy("node-old", code("old.mjs", CODE), "runtime=node12");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("this platform has no runtime 'node12'")
                .contains("node");
    }
}
