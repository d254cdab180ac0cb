package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every way in which a function can fail, as its caller sees it. */
@ExtendWith(SharedGateway.class)
class OutcomeTest {

    static final Path JAR = Gateway.example("misbehave");
    static final String PACKAGE = "dev.sluice.examples.misbehave.";

    @BeforeAll
    static void deploy(Gateway gateway) {
        gateway.deployed(
                "misbehave", JAR, "handler=" + PACKAGE + "Misbehave", "timeout=2s", "memory=128Mi", "errors=full");
    }

    @Test
    void aThrowIsToldWithTheFunctionsOwnStack(Gateway gateway) {
        HttpResponse<String> answer = gateway.get("/function/misbehave/throws");

        JsonObject problem = problem(answer, 502, "function", "function_threw");
        JsonObject function = problem.getAsJsonObject("function");
        assertThat(function.get("type").getAsString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(function.get("message").getAsString()).isEqualTo("the order was not kept");
        assertThat(function.get("frames").toString())
                .contains(PACKAGE + "Misbehave.throwing(Misbehave.java:", "Caused by: java.io.IOException: the disk")
                .doesNotContain("dev.sluice.runner");
        assertThat(problem.get("invocation").getAsString())
                .isEqualTo(answer.headers().firstValue("Sluice-Invocation").orElseThrow());
    }

    @Test
    void aCheckedExceptionIsAThrowToo(Gateway gateway) {
        JsonObject problem =
                problem(gateway.get("/function/misbehave/throws-checked"), 502, "function", "function_threw");

        assertThat(problem.getAsJsonObject("function").get("type").getAsString())
                .isEqualTo("java.io.FileNotFoundException");
    }

    @Test
    void endlessRecursionIsAThrowAndTheInstanceLives(Gateway gateway) {
        JsonObject problem = problem(gateway.get("/function/misbehave/recursion"), 502, "function", "function_threw");

        assertThat(problem.getAsJsonObject("function").get("type").getAsString())
                .isEqualTo("java.lang.StackOverflowError");
        assertThat(gateway.get("/function/misbehave/").body()).isEqualTo("fine\n");
    }

    @Test
    void aTimeoutSaysWhereTheCodeStood(Gateway gateway) {
        JsonObject problem = problem(gateway.get("/function/misbehave/sleeps"), 504, "function", "timed_out");

        assertThat(problem.get("detail").getAsString()).contains("2");
        assertThat(problem.toString()).contains("Slow.sleep(Slow.java:");
        assertThat(gateway.get("/function/misbehave/").statusCode()).isEqualTo(200);
    }

    @Test
    void aTimeoutEndsCodeThatKeepsAProcessorBusy(Gateway gateway) {
        problem(gateway.get("/function/misbehave/spins"), 504, "function", "timed_out");

        assertThat(gateway.get("/function/misbehave/").statusCode()).isEqualTo(200);
    }

    @Test
    void aTimeoutEndsCodeThatIgnoresInterruptions(Gateway gateway) {
        problem(gateway.get("/function/misbehave/ignores-interrupts"), 504, "function", "timed_out");

        assertThat(gateway.get("/function/misbehave/").statusCode()).isEqualTo(200);
    }

    /** It pays no attention to the interruption, and has the only slot. */
    @Test
    void aCallerThatHangsUpDoesNotEndTheInstanceAndItsRunKeepsTheSlot(Gateway gateway) throws IOException {
        gateway.deployed(
                "deaf", JAR, "handler=" + PACKAGE + "Misbehave", "timeout=20s", "concurrency=1", "maxInstances=1");
        assertThat(gateway.get("/function/deaf/").statusCode()).isEqualTo(200);
        JsonObject before = onlyInstance(gateway);
        for (String how : List.of("spins", "ignores-interrupts")) {
            try (Socket caller = new Socket("127.0.0.1", gateway.called().port())) {
                caller.getOutputStream()
                        .write(("GET /function/deaf/" + how + "?seconds=3 HTTP/1.1\r\nHost: h\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                await().until(() -> onlyInstance(gateway).get("inFlight").getAsInt() == 1);
            }
            await().until(() -> onlyInstance(gateway).get("abandoned").getAsInt() == 1);

            HttpResponse<String> next = gateway.get("/function/deaf/");
            assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
            JsonObject after = onlyInstance(gateway);
            assertThat(after.get("id")).isEqualTo(before.get("id"));
            assertThat(after.get("pid")).isEqualTo(before.get("pid"));
            assertThat(after.get("abandoned").getAsInt()).isZero();
        }
    }

    private static JsonObject onlyInstance(Gateway gateway) {
        return gateway.describe("deaf").getAsJsonArray("instances").get(0).getAsJsonObject();
    }

    @Test
    void aFullHeapIsToldAsSuch(Gateway gateway) {
        gateway.deployed("heap", JAR, "handler=" + PACKAGE + "Misbehave", "timeout=30s", "memory=128Mi");

        problem(gateway.get("/function/heap/heap"), 502, "function", "out_of_memory");

        assertThat(gateway.get("/function/heap/").statusCode()).isEqualTo(200);
    }

    @Test
    void memoryOutsideTheHeapCountsToo(Gateway gateway) {
        gateway.called().log().expect("beyond its limit of 128Mi");
        gateway.deployed("off-heap", JAR, "handler=" + PACKAGE + "Misbehave", "timeout=30s", "memory=128Mi");

        problem(gateway.get("/function/off-heap/off-heap?mebibytes=2048"), 502, "function", "out_of_memory");

        assertThat(gateway.get("/function/off-heap/").statusCode()).isEqualTo(200);
    }

    @Test
    void anExitIsToldWithItsCode(Gateway gateway) {
        JsonObject problem =
                problem(gateway.get("/function/misbehave/exit?code=7"), 502, "function", "function_exited");

        assertThat(problem.get("detail").getAsString()).contains("exit code 7");
        assertThat(gateway.get("/function/misbehave/").statusCode()).isEqualTo(200);
    }

    @Test
    void aCrashIsToldWithItsSignal(Gateway gateway) {
        JsonObject problem =
                problem(gateway.get("/function/misbehave/crash?signal=KILL"), 502, "function", "function_exited");

        assertThat(problem.get("detail").getAsString()).contains("signal 9 (SIGKILL)");
        assertThat(gateway.get("/function/misbehave/").statusCode()).isEqualTo(200);
    }

    @Test
    void anAnswerThatIsNoJsonIsABadAnswer(Gateway gateway) {
        problem(gateway.get("/function/misbehave/unserialisable"), 502, "function", "bad_answer");
        problem(gateway.get("/function/misbehave/cycle"), 502, "function", "bad_answer");
    }

    @Test
    void anAnswerThatHttpForbidsIsABadAnswer(Gateway gateway) {
        problem(gateway.get("/function/misbehave/bad-header"), 502, "function", "bad_answer");
        problem(gateway.get("/function/misbehave/hop-by-hop-header"), 502, "function", "bad_answer");
    }

    @Test
    void anUnknownFunctionIs404AndNamesItsNeighbour(Gateway gateway) {
        JsonObject problem = problem(gateway.get("/function/misbehav"), 404, "gateway", "no_such_function");

        assertThat(problem.get("detail").getAsString()).contains("misbehave");
    }

    @Test
    void aFloodOfLogLinesDoesNotHurtTheCall(Gateway gateway) {
        assertThat(gateway.get("/function/misbehave/prints?lines=20000").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBodyThatIsNotReadDoesNotBlockTheAnswer(Gateway gateway) {
        HttpResponse<String> answer = gateway.post("/function/misbehave/ignores-input", "x".repeat(3_000_000));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    static JsonObject problem(HttpResponse<String> answer, int status, String component, String reason) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonObject problem = Gateway.json(answer);
        assertThat(problem.get("component").getAsString()).as(answer.body()).isEqualTo(component);
        assertThat(problem.get("reason").getAsString()).isEqualTo(reason);
        assertThat(problem.get("detail").getAsString()).isNotBlank();
        return problem;
    }
}
