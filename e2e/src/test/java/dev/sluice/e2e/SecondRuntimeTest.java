package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A runtime that is one more folder is deployed to and called like Java, beside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondRuntimeTest {

    @TempDir
    private static Path folder;

    private Gateway gateway;

    @BeforeAll
    void start() throws Exception {
        Path greeter = GreeterRuntime.install(folder);
        gateway = Gateway.start(
                folder.resolve("home"),
                Gateway.settings(
                        "sluice.runtimes",
                        Gateway.RUNTIME + "," + greeter,
                        // The greeter speaks no TLS, whatever the others do in this run.
                        Gateway.TRANSPORT,
                        "socket"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private static Path code(String text) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "greetings", ".txt"), text);
    }

    @Test
    void itsRuntimeAndHandlerAreFoundAndItsCallsAnswered() throws Exception {
        JsonObject deployed = gateway.deployed("greet", code("hi: Hello,\nbye: Farewell,\n"));

        assertThat(deployed.get("runtime").getAsString()).isEqualTo("greeter1");
        assertThat(deployed.get("handler").getAsString()).isEqualTo("hi");
        assertThat(gateway.post("/function/greet", "Ada").body()).isEqualTo("Hello, Ada!");
        assertThat(gateway.describe("greet").get("inspection"))
                .hasToString("{\"handler\":\"found\",\"contract\":\"greeting\",\"targets\":[\"linux/any/any/any\"]}");
    }

    @Test
    void aHandlerThatIsNamedIsCheckedAndKeptWithItsVersion() throws Exception {
        Path code = code("hi: Hello,\nbye: Farewell,\n");
        gateway.deployed("named", code, "runtime=greeter1", "handler=bye");
        assertThat(gateway.post("/function/named", "Ada").body()).isEqualTo("Farewell, Ada!");
        gateway.deployed("named", code, "runtime=greeter1", "handler=hi");
        assertThat(gateway.post("/function/named", "Ada").body()).isEqualTo("Hello, Ada!");

        gateway.manage("POST", "/functions/named/rollback", "application/json", "{\"version\": 1}");

        assertThat(gateway.post("/function/named", "Ada").body()).isEqualTo("Farewell, Ada!");
    }

    @Test
    void whatItsInspectorSaysIsTheAnswerToTheUpload() throws Exception {
        HttpResponse<String> answer = gateway.deploy("nobody", code("hi: Hello,\n"), "handler=hey", "runtime=greeter1");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Gateway.json(answer).get("reason").getAsString()).isEqualTo("no_handler");
        assertThat(answer.body()).contains("No line of the file begins with 'hey:'.");
    }

    @Test
    void itsOwnReasonForNotStartingIsPassedOn() throws Exception {
        HttpResponse<String> answer = gateway.deploy("mute", code("hi:\n"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Gateway.json(answer).get("reason").getAsString()).isEqualTo("nothing_to_say");
        assertThat(answer.body()).contains("the greeting hi has no words", "Write some behind its colon.");
    }

    @Test
    void aKindOfFileThatItDoesNotAcceptIsRefused() throws Exception {
        HttpResponse<String> answer = gateway.deploy("zip", Gateway.example("hello"), "runtime=greeter1");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Gateway.json(answer).get("reason").getAsString()).isEqualTo("kind_not_accepted");
    }

    @Test
    void javaStandsBesideIt() {
        gateway.deployed("hello", Gateway.example("hello"));

        assertThat(gateway.post("/function/hello", "Ada").body()).contains("Ada");
    }
}
