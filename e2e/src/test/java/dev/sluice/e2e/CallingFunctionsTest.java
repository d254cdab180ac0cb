package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Functions that call others with the token of their instance. */
@ExtendWith(SharedGateway.class)
class CallingFunctionsTest {

    private static final Path RELAY = Gateway.example("relay");

    @Test
    void aFunctionOpensAnotherThatWantsAToken(Gateway gateway) {
        gateway.deployed("greeter", Gateway.example("hello"), "access=token");
        gateway.deployed("caller", RELAY);

        HttpResponse<String> answer = gateway.post("/function/caller/greeter", "Ada");

        assertThat(answer.body()).isEqualTo("Hello, Ada!\n");
        assertThat(answer.headers().firstValue("X-Relayed-By")).hasValue("caller@1");
    }

    @Test
    void callsThatGoRoundInACircleAreStopped(Gateway gateway) {
        gateway.deployed("ping", RELAY);
        gateway.deployed("pong", RELAY);

        HttpResponse<String> answer = gateway.post("/function/ping/pong/ping", "");

        assertThat(answer.statusCode()).isEqualTo(508);
        assertThat(answer.body()).contains("\"call_loop\"", "ping -> pong -> ping");
    }

    @Test
    void aFunctionCallsOnlyWhatItsSpecificationNames(Gateway gateway) {
        gateway.deployed("open", Gateway.example("hello"));
        gateway.deployed("narrow", RELAY, "spec=calls: [elsewhere]");

        HttpResponse<String> answer = gateway.post("/function/narrow/open", "Ada");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains(
                        "\"call_not_declared\"",
                        "The function narrow may not call open, because 'calls' in its spec names others. Add open there.");
    }

    @Test
    void theTokenOfAnInstanceOpensNoManagementAndEndsWithTheInstance(Gateway gateway) {
        gateway.deployed("leaky", Gateway.example("misbehave"));
        String token = gateway.get("/function/leaky/tells-token").body().strip();
        gateway.deployed("guarded", Gateway.example("hello"), "access=token");

        assertThat(token).startsWith("sluice-instance-");
        assertThat(withToken(gateway, "/functions", token)).isEqualTo(401);
        assertThat(withToken(gateway, "/function/guarded", token)).isEqualTo(200);
        gateway.manage("DELETE", "/functions/leaky");
        await("the instance ends")
                .atMost(Duration.ofSeconds(30))
                .until(() -> withToken(gateway, "/function/guarded", token) == 401);
        assertThat(gateway.called().log().text()).doesNotContain(token);
    }

    private static int withToken(Gateway gateway, String path, String token) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri(path))
                        .header("Authorization", "Bearer " + token)
                        .build())
                .statusCode();
    }
}
