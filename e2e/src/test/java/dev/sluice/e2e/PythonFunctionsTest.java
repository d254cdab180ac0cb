package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Functions in Python, from one file to the answer of a call. Skipped where there is no Python. */
@ExtendWith(SharedGateway.class)
class PythonFunctionsTest {

    private static final String FUNCTION = """
            import asyncio
            import os
            import time


            async def handler(request, context):
                if request.path == "/echo":
                    return echo(request)
                if request.path == "/fails":
                    raise ValueError("no luck")
                if request.path == "/bad":
                    return {"when": object()}
                if request.path == "/waits":
                    await asyncio.sleep(60)
                if request.path == "/spins":
                    while True:
                        pass
                if request.path == "/dies":
                    os._exit(42)
                name = await request.text()
                print("printed", name)
                await asyncio.sleep(0.01)
                context.log.warning("logged %s", name)
                return {"hello": name, "pid": os.getpid()}


            async def echo(request):
                async for piece in request:
                    yield piece
            """;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void deploy(Gateway gateway) throws IOException {
        assumeTrue(gateway.runs("python"), "there is no Python here");
        gateway.deployed("snake", file(FUNCTION), "runtime=python", "timeout=2s", "errors=full", "concurrency=50");
    }

    private static Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "function", ".py"), text);
    }

    @Test
    void aMistakeIsToldByTheNameOfTheFileThatWasSent(Gateway gateway) throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.py"), "x = 1\ndef handler(:\n");

        assertThat(gateway.deploy("refused", broken, "runtime=python").body())
                .contains("In broken.py, line 2: this is not Python 3.");
    }

    private static HttpResponse<String> refused(Gateway gateway, String text) throws IOException {
        return gateway.deploy("refused", file(text), "runtime=python");
    }

    @Test
    void oneFileIsAFunctionWhoseHandlerIsFound(Gateway gateway) {
        JsonObject described = gateway.describe("snake");

        assertThat(described.toString()).contains("\"function:handler\"").containsPattern("\"python3\\.\\d+\"");
        assertThat(described.get("inspection").toString()).contains("\"contract\":\"request\"");
    }

    @Test
    void callsAtTheSameTimeAreAnsweredAndTheirLinesKeptApart(Gateway gateway) {
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> gateway.post("/function/snake", "caller" + i)))
                .toList();

        for (int i = 0; i < calls.size(); i++) {
            HttpResponse<String> answer = calls.get(i).join();
            assertThat(answer.body()).contains("\"hello\":\"caller" + i + "\"");
            String id = answer.headers().firstValue("Sluice-Invocation").orElseThrow();
            String name = "caller" + i;
            await().untilAsserted(
                            () -> assertThat(lines(gateway, id)).containsExactly("printed " + name, "logged " + name));
        }
    }

    private static List<String> lines(Gateway gateway, String invocation) {
        return gateway.called()
                .manage("GET", "/functions/snake/logs?invocation=" + invocation)
                .body()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .map(line -> line.get("line").getAsString())
                .toList();
    }

    @Test
    void bodiesAreStreamedBothWays(Gateway gateway) throws Exception {
        byte[] sent = new byte[3_000_000];
        Arrays.fill(sent, (byte) 'x');

        HttpResponse<InputStream> answer = gateway.http()
                .send(
                        HttpRequest.newBuilder(gateway.uri("/function/snake/echo"))
                                .POST(BodyPublishers.ofByteArray(sent))
                                .build(),
                        BodyHandlers.ofInputStream());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().readAllBytes()).isEqualTo(sent);
    }

    @Test
    void whatItRaisesIsToldWithItsOwnFrames(Gateway gateway) {
        JsonObject problem = Gateway.json(gateway.post("/function/snake/fails", ""));

        assertThat(problem.get("reason").getAsString()).isEqualTo("function_threw");
        JsonObject function = problem.getAsJsonObject("function");
        assertThat(function.get("type").getAsString()).isEqualTo("ValueError");
        assertThat(function.get("message").getAsString()).isEqualTo("no luck");
        JsonArray frames = function.getAsJsonArray("frames");
        assertThat(frames.get(0).getAsString()).matches("handler\\(function\\.py:\\d+\\)");
        assertThat(frames.toString()).doesNotContain("sluice_runner");
    }

    @Test
    void anAnswerThatCannotBeSentIsToldWithItsPlace(Gateway gateway) {
        JsonObject problem = Gateway.json(gateway.post("/function/snake/bad", ""));

        assertThat(problem.get("reason").getAsString()).isEqualTo("bad_answer");
        assertThat(problem.toString()).contains("there is a value of the type object at 'when'");
    }

    @Test
    void aCallThatTakesTooLongIsEndedWhetherItWaitsOrNot(Gateway gateway) {
        for (String path : List.of("waits", "spins")) {
            JsonObject problem = Gateway.json(gateway.post("/function/snake/" + path, ""));

            assertThat(problem.get("reason").getAsString()).isEqualTo("timed_out");
            assertThat(gateway.post("/function/snake", "next").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aProcessThatEndsIsToldAtOnceAndReplaced(Gateway gateway) {
        JsonObject problem = Gateway.json(gateway.post("/function/snake/dies", ""));

        assertThat(problem.get("status").getAsInt()).isEqualTo(502);
        assertThat(problem.toString()).contains("42");
        assertThat(gateway.post("/function/snake", "next").statusCode()).isEqualTo(200);
    }

    @Test
    void aZipBringsModulesAndData(Gateway gateway) throws IOException {
        Path zip = zip(
                "words",
                Map.of(
                        "main.py",
                        "from lib import words\ndef handler(request, context): return words.count()\n",
                        "lib/__init__.py",
                        "",
                        "lib/words.py",
                        "def count(): return len(open('data/words.txt').read().split())\n",
                        "data/words.txt",
                        "one two three"));
        gateway.deployed("words", zip, "runtime=python");

        assertThat(gateway.post("/function/words", "").body()).isEqualTo("3");
    }

    private static Path zip(String name, Map<String, String> texts) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        texts.forEach((file, text) -> files.put(file, text.getBytes(StandardCharsets.UTF_8)));
        return Files.write(folder.resolve(name + ".zip"), Archives.zip(files));
    }

    @Test
    void aZipMayBeTheFolderOfAPackage(Gateway gateway) throws IOException {
        Path zip = zip(
                "package",
                Map.of(
                        "__init__.py",
                        "from .function import handler\n",
                        "function.py",
                        "from words.most import most\ndef handler(request, context): return most('a b a')\n",
                        "words/__init__.py",
                        "from collections import Counter\n",
                        "words/most.py",
                        """
                        from . import Counter
                        def most(text): return Counter(text.split()).most_common(1)[0][0]
                        """));
        gateway.deployed("package", zip, "runtime=python");

        assertThat(gateway.post("/function/package", "").body()).isEqualTo("a");
    }

    @Test
    void aDefServesOneCallAtATimeAndAnAsyncDefAHundredUnlessTheSpecSaysOtherwise(Gateway gateway) throws IOException {
        Path one = file("""
                import time
                inside = 0
                def handler(request, context):
                    global inside
                    inside += 1
                    time.sleep(0.005)
                    seen = inside
                    inside -= 1
                    return seen
                """);
        Path many = file("""
                import asyncio
                inside = 0
                async def handler(request, context):
                    global inside
                    inside += 1
                    while inside < 10:
                        await asyncio.sleep(0.001)
                    return inside
                """);

        assertThat(deployed(gateway, one, "maxInstances=1")).contains("one call at a time");
        assertThat(tenAtOnce(gateway)).containsOnly("1");
        assertThat(deployed(gateway, many)).contains("up to 100 calls at a time");
        assertThat(tenAtOnce(gateway)).containsOnly("10");
        assertThat(deployed(gateway, one)).contains("one call at a time");
        assertThat(tenAtOnce(gateway)).containsOnly("1");
        assertThat(deployed(gateway, one, "concurrency=7")).contains("up to 7 calls at a time");
        assertThat(deployed(gateway, many)).contains("up to 7 calls at a time");
    }

    /** The description in the answer to the upload. */
    private static String deployed(Gateway gateway, Path code, String... fields) {
        return gateway.deployed("turns", code, fields).get("description").getAsString();
    }

    private static List<String> tenAtOnce(Gateway gateway) {
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 10)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> gateway.post("/function/turns", "")))
                .toList();
        return calls.stream().map(call -> call.join().body()).toList();
    }

    @Test
    void codeThatIsNoFunctionIsRefusedWithASentence(Gateway gateway) throws IOException {
        assertThat(refused(gateway, "x = 1\ndef handler(:\n").body())
                .containsPattern("no_handler.*In function[0-9]*.py, line 2: this is not Python 3.");
        assertThat(refused(gateway, "def handler(req, res): pass\n").body())
                .containsPattern("no_handler.*In function[0-9]*.py, line 1: the function handler takes \\(req, res\\)")
                .contains("'def handler(request, context)'");
        assertThat(refused(gateway, "import nothing_there\ndef handler(request, context): pass\n")
                        .body())
                .contains(
                        "module_not_found",
                        "No module named 'nothing_there'",
                        "pip install --target FOLDER nothing_there");
        assertThat(refused(gateway, "raise ValueError('no key')\ndef handler(request, context): pass\n")
                        .body())
                .contains("initialiser_failed", "no key", "function.py:1");
    }

    @Test
    void functionsForKubelessAndOfTheBookRunAsTheyAre(Gateway gateway) throws IOException {
        gateway.deployed("kubeless", file("def hello(event, context):\n    return event['data']\n"), "runtime=python");
        gateway.deployed(
                "book",
                file(
                        "def handler(context):\n    obj = context.json\n    obj.setdefault('name', 'Ada')\n    return obj\n"),
                "runtime=python");

        assertThat(gateway.post("/function/kubeless", "as it is").body()).isEqualTo("as it is");
        assertThat(gateway.post("/function/book", "{\"a\":1}").body()).isEqualTo("{\"a\":1,\"name\":\"Ada\"}");
    }
}
