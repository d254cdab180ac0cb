package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a decorator of one's own, in the home of a gateway. */
class DecoratorJarTest {

    private static final Path HELLO = Gateway.example("hello");
    private static final Path STAMP = Gateway.example("decorator-stamp");

    @TempDir
    Path folder;

    private Path jar;
    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        Path decorators = Files.createDirectories(folder.resolve("home/decorators"));
        jar = Files.copy(STAMP, decorators.resolve("stamp.jar"));
        Files.writeString(decorators.resolve("broken.jar"), "no jar");
        gateway = Gateway.start(folder.resolve("home"), Map.of());
        gateway.log().expect("broken.jar are left out");
        gateway.log()
                .expect("stamped cannot be called: its decorators[0] cannot be made: there is no decorator 'stamp'");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static JsonObject stamp(JsonObject listed) {
        for (JsonElement kind : listed.getAsJsonArray("decorators")) {
            if (kind.getAsJsonObject().get("name").getAsString().equals("stamp")) {
                return kind.getAsJsonObject();
            }
        }
        throw new AssertionError("no stamp in " + listed);
    }

    @Test
    void aJarIsListedWithItsSettingsAndABrokenOneWithTheReason() {
        JsonObject listed = Gateway.json(gateway.manage("GET", "/decorators"));

        assertThat(stamp(listed).get("origin").getAsString()).isEqualTo("decorators/stamp.jar");
        assertThat(stamp(listed).getAsJsonArray("settings").toString())
                .contains("\"name\":\"by\"", "who made the answer", "\"name\":\"key\"", "secret name");
        String complaint = listed.getAsJsonArray("leftOut").get(0).getAsString();
        assertThat(complaint)
                .startsWith("The decorators of " + gateway.home().resolve("decorators/broken.jar")
                        + " are left out: it cannot be read as a jar: ")
                .endsWith("Mend the jar or take it away, and start the gateway again.");
        assertThat(gateway.log().text()).contains(complaint);
    }

    @Test
    void aFunctionIsCalledThroughIt() {
        gateway.manage("PUT", "/secrets/stamp-key", "text/plain", "s3cret");
        gateway.deployed("plain", HELLO, "spec=decorators: [{stamp: shop}]");
        gateway.deployed("signed", HELLO, "spec=decorators: [{stamp: {by: shop, key: stamp-key}}]");

        HttpResponse<String> plain = gateway.post("/function/plain", "Ada");
        HttpResponse<String> signed = gateway.post("/function/signed", "Ada");

        assertThat(plain.headers().firstValue("Stamp").orElseThrow()).matches("by=\"shop\", at=\"20.*Z\"");
        assertThat(signed.headers().firstValue("Stamp").orElseThrow())
                .matches("by=\"shop\", at=\"20.*Z\", mac=\"[0-9a-f]{64}\"");
        assertThat(signed.body()).isEqualTo("Hello, Ada!\n");
        HttpResponse<String> wrong = gateway.deploy("plain", HELLO, "spec=decorators: [{stamp: {by: shop, kee: a}}]");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("decorators[0].stamp.kee", "did you mean 'key'?");
    }

    @Test
    void aFunctionWhoseJarIsGoneIsNotServedWithoutItAndComesBackWithIt() throws Exception {
        gateway.deployed("stamped", HELLO, "spec=decorators: [{stamp: shop}]", "memory=200Mi");
        gateway.deployed("other", HELLO);
        JsonObject before = gateway.describe("stamped");
        gateway.kill9();
        Path kept = Files.move(jar, folder.resolve("kept.jar"));
        gateway.restart();

        String why =
                "its decorators[0] cannot be made: there is no decorator 'stamp'. Give the platform what is missing"
                        + " and start it again, or deploy the function with other decorators.";
        JsonObject without = gateway.describe("stamped");
        assertThat(without.getAsJsonObject("callable").toString())
                .isEqualTo("{\"ok\":false,\"reason\":\"decorator_missing\",\"detail\":\"" + why + "\"}");
        HttpResponse<String> refused = gateway.post("/function/stamped", "Ada");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"decorator_missing\"", "The function 'stamped' cannot be called: " + why);
        assertThat(gateway.post("/function/other", "Ada").body()).isEqualTo("Hello, Ada!\n");

        gateway.kill9();
        Files.move(kept, jar);
        gateway.restart();

        JsonObject after = gateway.describe("stamped");
        assertThat(after.get("spec")).isEqualTo(before.get("spec"));
        assertThat(after.get("version")).isEqualTo(before.get("version"));
        assertThat(after.getAsJsonObject("callable").get("ok").getAsBoolean()).isTrue();
        HttpResponse<String> again = gateway.post("/function/stamped", "Ada");
        assertThat(again.headers().firstValue("Stamp")).isPresent();
        assertThat(again.body()).isEqualTo("Hello, Ada!\n");
    }
}
