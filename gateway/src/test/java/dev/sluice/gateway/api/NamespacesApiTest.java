package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class NamespacesApiTest {

    private static final String TEAM = "/namespaces/team-a";

    @Inject
    FakeFunctionPools pools;

    @Inject
    RouteTable routes;

    private final Management management = Management.ofThisTest();

    @BeforeEach
    void reset() {
        pools.reset();
    }

    private Management.Answer deploy(String namespace, String name, Management.Form form) {
        return management.send(
                "PUT",
                namespace + "/functions/" + name,
                BodyPublishers.ofByteArray(form.bytes()),
                "multipart/form-data; boundary=a-boundary-that-no-jar-has");
    }

    private Management.Answer deploy(String namespace, String name) {
        return deploy(namespace, name, new Management.Form().code(TestJar.hello(namespace + name)));
    }

    @Test
    void functionsOfOneNameAreTwoFunctions() {
        assertThat(deploy("", "ns-twice").status()).isEqualTo(201);
        var there = deploy(TEAM, "ns-twice");

        assertThat(there.status()).as(there.response().body()).isEqualTo(201);
        assertThat(there.text("/name")).isEqualTo("ns-twice");
        assertThat(there.text("/namespace")).isEqualTo("team-a");
        assertThat(there.text("/url")).endsWith("/namespaces/team-a/function/ns-twice");
        assertThat(there.text("/version")).isEqualTo("1");
        assertThat(routes.find("ns-twice")).isPresent();
        assertThat(routes.find("team-a/ns-twice")).isPresent();
        assertThat(pools.asked())
                .containsExactly(
                        "trial ns-twice@1",
                        "activate ns-twice@1",
                        "trial team-a/ns-twice@1",
                        "activate team-a/ns-twice@1");

        assertThat(management.delete("/functions/ns-twice").status()).isEqualTo(204);

        assertThat(management.get(TEAM + "/functions/ns-twice").status()).isEqualTo(200);
        assertThat(management.get("/functions/ns-twice").status()).isEqualTo(404);
        assertThat(management
                        .get(TEAM + "/functions/ns-twice/deployments")
                        .json()
                        .at("/deployments/0/url")
                        .asText())
                .contains("/namespaces/team-a/functions/ns-twice/deployments/");
    }

    @Test
    void aListHasWhatIsInItsNamespace() {
        deploy("/namespaces/listing", "b");
        deploy("/namespaces/listing", "a");

        var page = management.get("/namespaces/listing/functions?limit=1");

        assertThat(page.json().at("/functions")).hasSize(1);
        assertThat(page.text("/functions/0/name")).isEqualTo("a");
        assertThat(page.text("/next")).isEqualTo("a");
        assertThat(management.get("/namespaces/listing/functions?after=a").text("/functions/0/name"))
                .isEqualTo("b");
        assertThat(management.get("/namespaces/empty/functions").json().at("/functions"))
                .isEmpty();
    }

    @Test
    void aFunctionSeesTheSecretsOfItsOwnNamespace() {
        management.put("/secrets/ours", "here");
        var form = new Management.Form().code(TestJar.hello("secretive")).with("secret.PASSWORD", "ours");

        var refused = deploy(TEAM, "secretive", form);
        assertThat(refused.text("/violations/0/message")).isEqualTo("there is no secret 'ours'");

        assertThat(management.put(TEAM + "/secrets/ours", "there").status()).isEqualTo(204);
        assertThat(deploy(TEAM, "secretive", form).status()).isEqualTo(201);
        assertThat(management.get(TEAM + "/secrets").json().at("/secrets/0/usedBy"))
                .hasToString("[\"secretive\"]");
        assertThat(management.delete("/secrets/ours").status()).isEqualTo(204);
        assertThat(management.delete(TEAM + "/secrets/ours").status()).isEqualTo(409);
    }

    @Test
    void decoratorsCallFunctionsOfTheirOwnNamespace() {
        deploy("", "only-here");
        var form = new Management.Form()
                .code(TestJar.hello("around"))
                .with("spec", "decorators: [{mirror: {to: only-here}}]");

        assertThat(deploy(TEAM, "around", form).text("/violations/0/message"))
                .isEqualTo("there is no function 'only-here'");
        assertThat(deploy("", "around", form).status()).isEqualTo(201);
    }

    @Test
    void codeOfAnotherNamespaceIsNotToBeNamed() {
        String digest = deploy(TEAM, "theirs").text("/digest");
        var spec = new Management.Form().with("spec", "code: " + digest);

        assertThat(deploy("", "copy", spec).text("/violations/0/message")).startsWith("there is no code " + digest);
        assertThat(deploy(TEAM, "copy", spec).status()).isEqualTo(201);
    }

    @Test
    void usersOfTwoNamespacesAreTwoUsers() {
        assertThat(management.put(TEAM + "/two-factor/users/ann", "{}").status())
                .isEqualTo(201);

        assertThat(management.put("/two-factor/users/ann", "{}").status()).isEqualTo(201);
        assertThat(management.get(TEAM + "/two-factor/users").json().at("/users"))
                .hasSize(1);
        assertThat(management.delete(TEAM + "/two-factor/users/ann").status()).isEqualTo(204);
        assertThat(management.delete("/two-factor/users/ann").status()).isEqualTo(204);
    }

    @Test
    void aDocumentNamesItsNamespace() {
        var document = new Management.Form()
                .code(TestJar.hello("declared"))
                .with(
                        "spec",
                        "{apiVersion: sluice.dev/v1, kind: Function, metadata: {name: declared, namespace: team-a}, spec: {}}");

        var refused = deploy("", "declared", document);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/violations/0/path")).isEqualTo("metadata.namespace");
        assertThat(refused.text("/violations/0/message"))
                .isEqualTo("the spec is for the namespace 'team-a', but the path names 'default'");
        assertThat(deploy(TEAM, "declared", document).status()).isEqualTo(201);
        assertThat(management.get(TEAM + "/documents/function/declared").text("/metadata/namespace"))
                .isEqualTo("team-a");
    }

    @Test
    void whatBelongsToThePlatformIsInNoNamespace() {
        for (String path : new String[] {"/pool", "/schemas", "/metrics", "", "/", "/functions-of-nobody"}) {
            assertThat(status(TEAM + path)).as(path).isEqualTo(404);
        }
        assertThat(status("/namespaces/default/functions")).isEqualTo(404);
        assertThat(status("/namespaces/No/functions")).isEqualTo(404);
        assertThat(status("/namespaces/")).isEqualTo(404);
    }

    private int status(String path) {
        try {
            var request = java.net.http.HttpRequest.newBuilder(management.base().resolve(path))
                    .header("Authorization", "Bearer " + ManagementProfile.TOKEN)
                    .build();
            return management
                    .client()
                    .send(request, java.net.http.HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .statusCode();
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
