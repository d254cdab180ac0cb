package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SharedGateway.class)
class DeployTest {

    private static final Path HELLO = Gateway.example("hello");
    private static final Path MISBEHAVE = OutcomeTest.JAR;

    @Test
    void aRawUploadIsAFunction(Gateway gateway) throws FileNotFoundException {
        HttpResponse<String> answer = gateway.send(gateway.managed("/functions/raw")
                .header("Content-Type", "application/java-archive")
                .PUT(BodyPublishers.ofFile(HELLO))
                .build());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonObject deployed = Gateway.json(answer);
        assertThat(deployed.get("version").getAsInt()).isEqualTo(1);
        assertThat(deployed.get("digest").getAsString()).startsWith("sha256:");
        assertThat(gateway.post("/function/raw", "Ada").body()).contains("Ada");
    }

    @Test
    void theSameContentAgainIsNoNewVersion(Gateway gateway) {
        assertThat(gateway.deploy("same", HELLO).statusCode()).isEqualTo(201);
        HttpResponse<String> again = gateway.deploy("same", HELLO);

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(Gateway.json(again).get("version").getAsInt()).isEqualTo(1);
    }

    @Test
    void anOldVersionCanBeMadeLiveAgain(Gateway gateway) {
        gateway.deployed("back", HELLO, "env.GREETING=one");
        gateway.deployed("back", HELLO, "env.GREETING=two");

        HttpResponse<String> rolled =
                gateway.manage("POST", "/functions/back/rollback", "application/json", "{\"version\": 1}");

        assertThat(rolled.statusCode()).as(rolled.body()).isEqualTo(200);
        assertThat(gateway.describe("back").get("version").getAsInt()).isEqualTo(1);
        HttpResponse<String> call = gateway.get("/function/back");
        assertThat(call.headers().firstValue("Sluice-Version")).hasValue("1");
    }

    @Test
    void aRemovedFunctionIsGone(Gateway gateway) {
        gateway.deployed("gone", HELLO);
        assertThat(gateway.manage("DELETE", "/functions/gone").statusCode()).isEqualTo(204);

        assertThat(gateway.get("/function/gone").statusCode()).isEqualTo(404);
        assertThat(gateway.manage("GET", "/functions/gone").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "FailingInitialiser, initialiser_failed",
        "FailingConstructor, initialiser_failed",
        "FailingStart, start_hook_failed",
        "WrongSignature, wrong_signature",
        "MissingDependency, class_not_found",
        "NoSuchClass, class_not_found",
        "ExitingInitialiser, function_exited",
    })
    void codeThatCannotStartIsAnAnswerToTheUploadAndTheOldVersionServes(
            String handler, String reason, Gateway gateway) {
        String name = "bad-" + handler.toLowerCase(java.util.Locale.ROOT);
        gateway.deployed(name, MISBEHAVE, "handler=" + OutcomeTest.PACKAGE + "Misbehave");

        HttpResponse<String> answer = gateway.deploy(name, MISBEHAVE, "handler=" + OutcomeTest.PACKAGE + handler);

        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 422);
        assertThat(Gateway.json(answer).get("reason").getAsString())
                .as(answer.body())
                .isEqualTo(reason);
        assertThat(gateway.get("/function/" + name + "/").body()).isEqualTo("fine\n");
    }

    @Test
    void unknownSettingsAreNamed(Gateway gateway) {
        Multipart form = new Multipart().file("code", HELLO).field("spec", "memroy: 256Mi\ntimeout: 5 apples\n");
        HttpResponse<String> answer = gateway.send(gateway.managed("/functions/typo")
                .header("Content-Type", form.contentType())
                .PUT(BodyPublishers.ofByteArray(form.bytes()))
                .build());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Gateway.json(answer).getAsJsonArray("violations").toString())
                .contains("memroy", "memory", "timeout", "5 apples");
    }

    @Test
    void secretsReachTheFunctionAndNobodyElse(Gateway gateway) {
        assertThat(gateway.manage("PUT", "/secrets/db", "text/plain", "hunter2").statusCode())
                .isEqualTo(204);
        gateway.deployed("secretive", HELLO, "secret.DB_PASSWORD=db");

        assertThat(gateway.manage("GET", "/secrets").body()).contains("db").doesNotContain("hunter2");
        assertThat(gateway.manage("GET", "/functions/secretive").body()).doesNotContain("hunter2");
        assertThat(gateway.manage("DELETE", "/secrets/db").statusCode()).isEqualTo(409);
    }

    @Test
    void managementWantsItsToken(Gateway gateway) {
        for (String path : new String[] {"/functions", "/functions/hello", "/secrets", "/pool", "/metrics"}) {
            HttpResponse<String> answer = gateway.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).as(path).isPresent();
        }
    }

    @Test
    void aFunctionWithAccessTokenAsksForOneAndNeverSeesIt(Gateway gateway) {
        gateway.deployed("private", MISBEHAVE, "handler=" + OutcomeTest.PACKAGE + "Misbehave", "access=token");

        assertThat(gateway.get("/function/private/").statusCode()).isEqualTo(401);
        assertThat(gateway.manage("GET", "/function/private/").body()).isEqualTo("fine\n");
    }
}
