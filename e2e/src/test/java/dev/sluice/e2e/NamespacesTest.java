package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Functions of one name in two namespaces, and what opens which. */
@ExtendWith(SharedGateway.class)
class NamespacesTest {

    private static final String TEAM = "/namespaces/team-e";

    private static void deployed(Gateway gateway, String name, Path code, String... fields) {
        Multipart form = new Multipart();
        form.file("code", code);
        for (String field : fields) {
            int equals = field.indexOf('=');
            form.field(field.substring(0, equals), field.substring(equals + 1));
        }
        HttpResponse<String> answer = gateway.send(gateway.managed(TEAM + "/functions/" + name)
                .header("Content-Type", form.contentType())
                .PUT(BodyPublishers.ofByteArray(form.bytes()))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static String token(Gateway gateway, String namespace, String name) {
        HttpRequest request = gateway.managed(namespace + "/tokens")
                .POST(BodyPublishers.ofString("name: " + name))
                .build();
        return Gateway.json(gateway.send(request)).get("token").getAsString();
    }

    private static int call(Gateway gateway, String path, String token) {
        return gateway.post(path, "Ada", "Authorization", "Bearer " + token).statusCode();
    }

    @Test
    void aFunctionCallsThoseOfItsOwnNamespace(Gateway gateway) {
        deployed(gateway, "ns-greeter", Gateway.example("hello"), "access=token");
        deployed(gateway, "ns-caller", Gateway.example("relay"));
        gateway.deployed("ns-elsewhere", Gateway.example("hello"));

        HttpResponse<String> answer = gateway.post(TEAM + "/function/ns-caller/ns-greeter", "Ada");

        assertThat(answer.body()).isEqualTo("Hello, Ada!\n");
        assertThat(gateway.post(TEAM + "/function/ns-caller/ns-elsewhere", "Ada")
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.post("/function/ns-caller/ns-greeter", "Ada").statusCode())
                .isEqualTo(404);
    }

    @Test
    void anInstanceOpensNothingOfAnotherNamespace(Gateway gateway) {
        deployed(gateway, "ns-leaky", Gateway.example("misbehave"));
        String token =
                gateway.get(TEAM + "/function/ns-leaky/tells-token").body().strip();
        gateway.deployed("ns-guarded", Gateway.example("hello"), "access=token");

        HttpResponse<String> refused = gateway.post("/function/ns-guarded", "Ada", "Authorization", "Bearer " + token);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body())
                .contains(
                        "The function team-e/ns-leaky may not call ns-guarded, because that is in another namespace.");
        assertThat(call(gateway, TEAM + "/function/ns-leaky", token)).isNotEqualTo(403);
    }

    @Test
    void aTokenForCallsOpensTheFunctionsOfItsNamespace(Gateway gateway) {
        deployed(gateway, "ns-closed", Gateway.example("hello"), "access=token");
        gateway.deployed("ns-closed", Gateway.example("hello"), "access=token");
        String here = token(gateway, "", "ns-calls");
        String there = token(gateway, TEAM, "ns-calls");

        assertThat(call(gateway, "/function/ns-closed", here)).isEqualTo(200);
        assertThat(call(gateway, TEAM + "/function/ns-closed", there)).isEqualTo(200);
        assertThat(call(gateway, "/function/ns-closed", there)).isEqualTo(401);
        assertThat(call(gateway, TEAM + "/function/ns-closed", here)).isEqualTo(401);
    }

    @Test
    void logsAndMetricsAndRecordsSayTheNamespace(Gateway gateway) {
        deployed(gateway, "ns-seen", Gateway.example("hello"));
        deployed(gateway, "ns-printing", Gateway.example("misbehave"));
        gateway.post(TEAM + "/function/ns-seen", "Ada");
        gateway.get(TEAM + "/function/ns-printing/prints?lines=3");

        await().untilAsserted(() -> assertThat(
                        gateway.called().manage("GET", "/metrics").body())
                .contains("sluice_invocations_total{function=\"ns-seen\",namespace=\"team-e\",outcome=\"succeeded\""));
        await().untilAsserted(() -> assertThat(gateway.called()
                        .manage("GET", TEAM + "/functions/ns-printing/logs")
                        .body())
                .contains("line 2 of a function that talks and talks"));
        assertThat(gateway.called().manage("GET", "/functions/ns-seen/logs").statusCode())
                .isEqualTo(404);
    }
}
