package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.home.SharedFolder;
import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class SecretsApiTest {

    private static final String VALUE = "a-value-that-nobody-may-see";

    @Inject
    FakeFunctionPools pools;

    @Inject
    SharedFolder shared;

    private final Management management = Management.ofThisTest();

    @BeforeEach
    void reset() {
        pools.reset();
    }

    @Test
    void aSecretIsListedWithItsUsersAndWithoutItsValue() {
        assertThat(management.put("/secrets/listed", VALUE).status()).isEqualTo(204);
        deploy("lister", "listed");

        var answer = management.get("/secrets");

        assertThat(answer.response().body()).doesNotContain(VALUE);
        var line = answer.json()
                .at("/secrets")
                .valueStream()
                .filter(each -> each.at("/name").asText().equals("listed"))
                .findFirst()
                .orElseThrow();
        assertThat(line.at("/usedBy")).hasToString("[\"lister\"]");
        assertThat(line.at("/updatedAt").asText()).matches("\\d{4}-.*Z");
    }

    @Test
    void aValueStandsInNoAnswerAndNoSpec() throws IOException {
        management.put("/secrets/hidden", VALUE);
        deploy("hider", "hidden");

        assertThat(management.get("/functions/hider").response().body())
                .doesNotContain(VALUE)
                .contains("\"secrets\":{\"PASSWORD\":\"hidden\"}");
        assertThat(management.get("/functions/hider/versions").response().body())
                .doesNotContain(VALUE);
        assertThat(Files.readString(shared.catalog().resolve("functions/default/hider.yaml")))
                .doesNotContain(VALUE);
    }

    @Test
    void aFunctionCannotUseASecretThatIsNotThere() {
        var answer = deploy("hopeful", "absent");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/violations/0/path")).isEqualTo("secrets.PASSWORD");
        assertThat(answer.text("/violations/0/message")).isEqualTo("there is no secret 'absent'");
        assertThat(answer.text("/violations/0/allowed"))
                .isEqualTo("a secret that exists; make it with 'sluice secret set absent' or PUT /secrets/absent");
        assertThat(pools.asked()).isEmpty();
    }

    @Test
    void aSecretInUseCannotBeDeleted() {
        management.put("/secrets/needed", VALUE);
        deploy("needy", "needed");

        var refused = management.delete("/secrets/needed");
        management.delete("/functions/needy");
        var deleted = management.delete("/secrets/needed");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/detail"))
                .isEqualTo(
                        "The secret 'needed' is used by needy: deploy without it, or remove, these functions first.");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(management.delete("/secrets/needed").status()).isEqualTo(404);
    }

    @Test
    void aChangeReachesTheFunctionsThatUseIt() {
        management.put("/secrets/turning", VALUE);
        deploy("turner", "turning");
        pools.reset();

        management.put("/secrets/turning", VALUE);
        assertThat(pools.asked()).as("the same value again").isEmpty();
        management.put("/secrets/turning", "another");

        assertThat(pools.asked()).containsExactly("recycle turner");
    }

    @Test
    void valuesThatCannotBeVariablesAreRefused() {
        assertThat(management.put("/secrets/large", "x".repeat(65_537)).text("/reason"))
                .isEqualTo("secret_too_large");
        assertThat(management.put("/secrets/nul", "a\0b").text("/detail"))
                .isEqualTo("The value cannot be used: the secret has a NUL character, which no environment variable can"
                        + " hold.");
        assertThat(management
                        .send("PUT", "/secrets/binary", BodyPublishers.ofByteArray(new byte[] {(byte) 0xff}), "")
                        .text("/detail"))
                .isEqualTo("The value is not UTF-8, and environment variables are text: encode it, as in base64.");
        assertThat(management.put("/secrets/Bad_Name", "x").text("/reason")).isEqualTo("invalid_name");
        assertThat(management.get("/secrets").response().body()).doesNotContain("large", "nul", "binary");
    }

    @Test
    void theLargestValueIsKept() {
        assertThat(management.put("/secrets/whole", "x".repeat(65_536)).status())
                .isEqualTo(204);
    }

    @Test
    void anEnvironmentThatNoProcessCouldHaveIsRefusedAtTheDeployment() {
        var form = new Management.Form().code(TestJar.hello("crowded"));
        for (int variable = 0; variable < 60; variable++) {
            form.with("env.V" + variable, "x".repeat(30_000));
        }

        var refused = management.deploy("crowded", form);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/violations/0/path")).isEqualTo("environment");
        assertThat(refused.text("/violations/0/message"))
                .isEqualTo("the variables take 1800290 bytes, secrets included");
        assertThat(refused.text("/violations/0/allowed"))
                .isEqualTo("variables and secrets of at most 512 KiB in UTF-8 together, names included");
        assertThat(pools.asked()).isEmpty();
    }

    @Test
    void aSecretDoesNotOutgrowTheEnvironmentsThatItIsIn() {
        management.put("/secrets/growing", "small");
        var form = new Management.Form().code(TestJar.hello("tight")).with("secret.PASSWORD", "growing");
        for (int variable = 0; variable < 16; variable++) {
            form.with("env.V" + variable, "\u00e9".repeat(15_000));
        }
        assertThat(management.deploy("tight", form).status()).isEqualTo(201);
        pools.reset();

        var refused = management.put("/secrets/growing", "x".repeat(60_000));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/reason")).isEqualTo("environment_too_large");
        assertThat(refused.text("/detail"))
                .isEqualTo(
                        "The secret 'growing' stays as it is: with this value the environment of tight would be larger"
                                + " than allowed (variables and secrets of at most 512 KiB in UTF-8 together, names included)."
                                + " Make the value shorter, or let the function read it elsewhere.");
        assertThat(pools.asked()).isEmpty();
        assertThat(management.put("/secrets/growing", "x".repeat(1_000)).status())
                .isEqualTo(204);
        assertThat(pools.asked()).containsExactly("recycle tight");
    }

    private Management.Answer deploy(String function, String secret) {
        return management.deploy(
                function, new Management.Form().code(TestJar.hello(function)).with("secret.PASSWORD", secret));
    }
}
