package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.home.SharedFolder;
import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class GuardApiTest {

    @Inject
    SharedFolder shared;

    @Inject
    FakeFunctionPools pools;

    private final Management management = Management.ofThisTest();

    @BeforeEach
    void reset() {
        pools.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/functions",
        "PUT,/functions/x",
        "GET,/functions/x",
        "DELETE,/functions/x",
        "GET,/functions/x/versions",
        "POST,/functions/x/rollback",
        "GET,/functions/x/logs",
        "GET,/secrets",
        "PUT,/secrets/x",
        "DELETE,/secrets/x",
        "GET,/pool",
        "GET,/metrics",
        "GET,/",
        "GET,/nothing/here",
        "GET,/q/dev",
        "OPTIONS,/functions"
    })
    void whatIsNotOpenNeedsTheToken(String method, String path) {
        var answer = without(method, path);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.response().headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"sluice\"");
        assertThat(answer.text("/reason")).isEqualTo("no_token");
        assertThat(answer.text("/detail"))
                .startsWith(
                        "Managing needs the header 'Authorization: Bearer TOKEN'. The token is the one in SLUICE_TOKEN.");
    }

    @Test
    void whoMeansToCallAFunctionIsToldItsAddress() {
        String hint = " To call the function, leave out the 's': /function/hello.";
        var post = management.post("/functions/hello", "Ada");
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.text("/detail"))
                .isEqualTo(
                        "This method cannot be used on /functions/hello. The methods of each path are listed at /docs."
                                + hint);
        assertThat(management.get("/functions/hello/any/path").text("/detail")).endsWith(hint);
        var stranger = management.send(
                "POST", "/functions/hello", BodyPublishers.ofString("Ada"), "text/plain", "Authorization", "None");
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.text("/detail")).endsWith(hint);
        assertThat(management.get("/functions/Not_A_Name/x").text("/detail")).doesNotContain("leave out");
    }

    @Test
    void ofALongBodyNoMoreIsReadThanIsNeeded() {
        var answer = management.post("/functions/x/rollback", " ".repeat(20_000));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail")).isEqualTo("The body has more than 16 KiB.");
    }

    @Test
    void aRefusalOfARequestWithoutABodyKeepsTheConnection() {
        assertThat(without("GET", "/functions").response().headers().firstValue("connection"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/version", "/openapi", "/docs/", "/health/live", "/health/ready"})
    void whatIsOpenNeedsNone(String path) {
        // Without runners the gateway says that it is not ready: everybody may hear that.
        assertThat(without("GET", path).status()).isIn(200, 503);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/function/../functions",
                "/function/%2e%2e/functions",
                "/docs/%2E%2E/pool",
                "/health/../secrets",
                "//functions",
                "/functions/",
                "/functions;x=y",
                "/docs/..;/functions",
                "/version/../pool",
                "/docs/..%2fpool",
                "/Functions"
            })
    void noDetourLeadsPastTheGuard(String path) throws IOException {
        try (RawConnection raw = new RawConnection(management.base())) {
            raw.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(raw.line()).matches("HTTP/1.1 (401|404) .*");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer wrong", "Bearer ", "Bearer the-token-of-this-tes", "Bearer the-token-of-this-testX"})
    void aWrongTokenIsToldAsSuch(String authorization) {
        var answer = management.send("GET", "/functions", BodyPublishers.noBody(), "", "Authorization", authorization);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.response().body()).doesNotContain(ManagementProfile.TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dGhlLXRva2VuLW9mLXRoaXMtdGVzdA==", "the-token-of-this-test", ""})
    void anythingButABearerTokenIsNone(String authorization) {
        var answer = management.send("GET", "/functions", BodyPublishers.noBody(), "", "Authorization", authorization);

        assertThat(answer.text("/reason")).isEqualTo("no_token");
    }

    @Test
    void theSchemeIsReadWithoutCase() {
        var answer = management.send(
                "GET", "/functions", BodyPublishers.noBody(), "", "Authorization", "bEARER " + ManagementProfile.TOKEN);

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aPageOfAnotherSiteIsRefusedEvenWithTheToken() throws IOException {
        try (RawConnection raw = new RawConnection(management.base())) {
            raw.send(
                    "GET /functions HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nAuthorization: Bearer "
                            + ManagementProfile.TOKEN + "\r\n\r\n");

            assertThat(raw.answer()).startsWith("HTTP/1.1 403 ").contains("\"reason\":\"cross_site\"");
        }
    }

    @Test
    void noAnswerLetsAnotherSiteReadIt() throws IOException {
        try (RawConnection raw = new RawConnection(management.base())) {
            raw.send("GET /version HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n");

            assertThat(raw.answer()).doesNotContainIgnoringCase("access-control");
        }
    }

    @Test
    void tokensAreInFilesThatOnlyTheirOwnerReads() throws IOException {
        assertThat(shared.invokeToken()).content().matches("[A-Za-z0-9_-]{43}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.invokeToken())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.root())))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/nothing,404,no_such_path",
        "GET,/functions/x/nothing,404,no_such_path",
        "PATCH,/functions/x,405,method_not_allowed",
        "DELETE,/pool,405,method_not_allowed",
        "GET,/functions/no-such-one,404,no_such_function",
        "GET,/functions/Bad_Name,400,invalid_name",
        "GET,/functions?limit=0,400,invalid_request",
        "GET,/functions?limit=x,400,invalid_request",
        "GET,/functions?label=x,400,invalid_request"
    })
    void everyErrorIsAProblemDocument(String method, String path, int status, String reason) {
        var answer = management.send(method, path, BodyPublishers.noBody(), "");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.text("/reason")).isEqualTo(reason);
        assertThat(answer.json().at("/status").asInt()).isEqualTo(status);
        assertThat(answer.text("/detail")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "3", "{\"version\": \"3\"}", "{\"version\": 0}", "{\"version\": 3, \"x\": 1}"})
    void aRollbackWithoutAVersionIsRefused(String body) {
        management.deploy("rolling", TestJar.hello());

        var answer = management.post("/functions/rolling/rollback", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/reason")).isEqualTo("invalid_request");
    }

    @Test
    void aRollbackToAVersionThatIsNotThereSaysWhichAre() {
        management.deploy("rolling-far", TestJar.hello());

        var answer = management.post("/functions/rolling-far/rollback", "{\"version\": 7}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("/detail")).isEqualTo("'rolling-far' has no version 7. It has [1].");
    }

    private Management.Answer without(String method, String path) {
        return management.send(HttpRequest.newBuilder(management.base().resolve(path))
                .method(method, BodyPublishers.noBody())
                .build());
    }
}
