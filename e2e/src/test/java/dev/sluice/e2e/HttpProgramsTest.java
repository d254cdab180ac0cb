package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A program that listens, or is started for each call, is deployed and called like any other function. */
@ExtendWith(SharedGateway.class)
class HttpProgramsTest {

    private final Gateway gateway;

    @TempDir
    private Path folder;

    HttpProgramsTest(Gateway gateway) {
        this.gateway = gateway;
    }

    private JsonObject deployed(String name, String... fields) throws Exception {
        return gateway.deployed(name, ListeningProgram.compiled(folder), with(fields));
    }

    private static String[] with(String... fields) {
        return Stream.concat(Stream.of("runtime=http"), Stream.of(fields)).toArray(String[]::new);
    }

    private Path script(String text) throws Exception {
        return Files.writeString(folder.resolve("script.sh"), "#!/bin/sh\n" + text);
    }

    @Test
    void aScriptThatListensAnswersManyCallsAtOnce() throws Exception {
        JsonObject deployed = deployed("http-many", "maxInstances=1");

        assertThat(deployed.get("runtime").getAsString()).isEqualTo("http");
        assertThat(gateway.manage("GET", "/functions/http-many").body()).contains("\"concurrency\":16");
        List<CompletableFuture<String>> answers = IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> gateway.get("/function/http-many/?" + i).body()))
                .toList();
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join()).startsWith("Hello, " + i + "! ");
        }
    }

    @Test
    void ofAZipTheProgramIsFoundByItsModeAndStartsOthersOfIt() throws Exception {
        JsonObject deployed =
                gateway.deployed("http-zip", ListeningProgram.zipped(folder, "serve"), "runtime=http", "concurrency=1");

        assertThat(deployed.get("handler").getAsString()).isEqualTo("serve");
        HttpResponse<String> answer = gateway.get("/function/http-zip/?Ada");
        String id = answer.headers().firstValue("Sluice-Invocation").orElseThrow();
        assertThat(answer.body()).isEqualTo("Hello, Ada! " + id);
        await().untilAsserted(() -> assertThat(gateway.manage("GET", "/functions/http-zip/logs")
                        .body()
                        .lines()
                        .filter(line -> line.contains(id)))
                .anyMatch(line -> line.contains("greeting Ada")));
    }

    @Test
    void bodiesPassBothWaysAndStatusAndHeadersAsTheyAre() throws Exception {
        deployed("http-echo");
        byte[] body = new byte[3_000_000];

        HttpResponse<InputStream> answer = gateway.http()
                .send(
                        HttpRequest.newBuilder(gateway.uri("/function/http-echo/echo"))
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofInputStream());

        assertThat(answer.headers().firstValue("content-type")).contains("text/plain");
        assertThat(answer.body().readAllBytes()).hasSameSizeAs(body);
        assertThat(gateway.get("/function/http-echo/tea").statusCode()).isEqualTo(418);
    }

    @Test
    void aProgramThatEndsUnderCallsIsToldToEachOfThemAndTheNextHasANewProcess() throws Exception {
        deployed("http-exit", "maxInstances=1", "errors=full");
        String before = gateway.get("/function/http-exit/pid").body();
        CompletableFuture<HttpResponse<String>> neighbour =
                CompletableFuture.supplyAsync(() -> gateway.get("/function/http-exit/hang"));
        await().until(() -> gateway.manage("GET", "/functions/http-exit").body().contains("\"inFlight\":1"));

        HttpResponse<String> answer = gateway.get("/function/http-exit/exit");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("function_exited", "exit code 7", "no luck");
        assertThat(neighbour.join().body()).contains("function_exited");
        assertThat(gateway.get("/function/http-exit/pid").body()).isNotEqualTo(before);
    }

    @Test
    void aProgramThatHangsIsEndedAtTheTimeLimitOfItsCall() throws Exception {
        deployed("http-hang", "timeout=1s");
        String before = gateway.get("/function/http-hang/pid").body();

        HttpResponse<String> answer = gateway.get("/function/http-hang/hang");

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(gateway.get("/function/http-hang/pid").body()).isNotEqualTo(before);
    }

    @Test
    void aProgramThatNeverListensOrEndsEarlyIsRefusedWithItsLastWords() throws Exception {
        HttpResponse<String> early = gateway.deploy("http-early", script("echo 'no config' >&2\nexit 4\n"), with());
        HttpResponse<String> never =
                gateway.deploy("http-never", script("echo 'where is it'\nexec sleep 60\n"), with("startTimeout=2s"));

        assertThat(early.statusCode()).isEqualTo(422);
        assertThat(early.body()).contains("program_exited", "exit code 4 before it listened on $PORT", "no config");
        assertThat(never.statusCode()).isEqualTo(422);
        assertThat(never.body()).contains("never_listened", "did not listen on $PORT", "where is it");
    }

    @Test
    void aCommandIsStartedForEachCall() throws Exception {
        JsonObject script = gateway.deployed("command-script", Files.writeString(folder.resolve("upper.sh"), """
                        #!/bin/sh
                        test "$QUERY_STRING" != fail || { echo no such word >&2; exit 66; }
                        tr a-z A-Z >"$WORK_OUTPUT_DIR/upper.txt"
                        """));

        HttpResponse<String> answer = gateway.post("/function/command-script", "moon");
        HttpResponse<String> failed = gateway.post("/function/command-script?fail", "moon");

        assertThat(script.get("runtime").getAsString()).isEqualTo("command");
        assertThat(answer.body()).isEqualTo("MOON");
        assertThat(answer.headers().firstValue("Exit-Code")).contains("0");
        assertThat(failed.statusCode()).isEqualTo(422);
        assertThat(failed.body()).contains("exit code 66; it printed last: no such word");
    }

    @Test
    void whatIsNoProgramIsRefusedBeforeItIsRun() throws Exception {
        HttpResponse<String> text =
                gateway.deploy("http-text", Files.writeString(folder.resolve("a.sh"), "echo no interpreter\n"), with());
        HttpResponse<String> dos =
                gateway.deploy("http-dos", Files.writeString(folder.resolve("b.sh"), "#!/bin/sh\r\necho\r\n"), with());

        HttpResponse<String> untold =
                gateway.deploy("http-untold", Files.writeString(folder.resolve("c.rb"), "#!/bin/sh\n"));

        assertThat(untold.body()).contains("deploy it with the runtime http");
        assertThat(text.body()).contains("no_handler", "neither a binary for Linux");
        assertThat(dos.body()).contains("no_handler", "CR LF");
    }
}
