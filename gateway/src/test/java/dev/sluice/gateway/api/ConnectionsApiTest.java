package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.broker.KafkaCluster;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Connections as documents; a real broker is the cluster that is reached. */
@QuarkusTest
@TestProfile(ManagementProfile.class)
class ConnectionsApiTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Management management = Management.ofThisTest();

    @Inject
    KafkaCluster kafka;

    private Management.Answer apply(String name, String spec) {
        return management.send(
                "PUT",
                "/documents/connection/" + name,
                BodyPublishers.ofString("apiVersion: sluice.dev/v1beta1\nkind: Connection\nmetadata: {name: " + name
                        + "}\nspec: {" + spec + "}\n"),
                "application/yaml");
    }

    private Management.Answer status(String name) {
        return management.get("/documents/connection/" + name + "/status");
    }

    /** What the JAAS settings of the platform's own client have under a name. */
    private String login(String key) {
        Matcher found = Pattern.compile(key + "=\"([^\"]*)\"")
                .matcher(String.valueOf(kafka.clientProperties().get("sasl.jaas.config")));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void aConnectionTellsWhetherTheClusterLetsItIn() {
        assertThat(kafka.ready(PATIENCE)).succeedsWithin(PATIENCE);
        String spec = "servers: ['" + kafka.clientProperties().get("bootstrap.servers")
                + "'], sasl: {mechanism: PLAIN, user: '" + login("username") + "', password: cluster-password}";

        var early = apply("theirs", spec);
        assertThat(early.text("/violations/0/field") + early.response().body())
                .contains("spec.sasl.password", "there is no secret 'cluster-password'");

        management.put("/secrets/cluster-password", "wrong-password-1234");
        var made = apply("theirs", spec);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.response().body()).contains("PLAIN sends the password as it is");
        var refused = status("theirs");
        assertThat(refused.text("/state")).isEqualTo("away");
        assertThat(refused.text("/detail")).contains("does not answer: Authentication failed");

        management.put("/secrets/cluster-password", login("password"));
        var ready = status("theirs");
        assertThat(ready.text("/state")).as(ready.response().body()).isEqualTo("ready");
        assertThat(ready.response().body()
                        + refused.response().body()
                        + management
                                .get("/documents/connection/theirs")
                                .response()
                                .body())
                .doesNotContain("wrong-password-1234", login("password"));

        assertThat(management.get("/secrets").response().body()).contains("connection/theirs");
        var used = management.delete("/secrets/cluster-password");
        assertThat(used.status()).isEqualTo(409);
        assertThat(used.text("/detail"))
                .isEqualTo(
                        "The secret 'cluster-password' is used by the connection theirs: change or remove that first.");

        assertThat(management.delete("/documents/connection/theirs").status()).isEqualTo(204);
        assertThat(management.get("/documents/connection/theirs").text("/reason"))
                .isEqualTo("no_such_connection");
        assertThat(management.delete("/secrets/cluster-password").status()).isEqualTo(204);
    }

    @Test
    void aTopicOverAConnectionIsMadePublishedToAndReadThere() {
        assertThat(kafka.ready(PATIENCE)).succeedsWithin(PATIENCE);
        management.put("/secrets/topics-password", login("password"));
        assertThat(apply(
                                "elsewhere",
                                "servers: ['" + kafka.clientProperties().get("bootstrap.servers")
                                        + "'], sasl: {mechanism: PLAIN, user: '" + login("username")
                                        + "', password: topics-password}")
                        .status())
                .isEqualTo(201);
        var made = topic("stock", "connection: elsewhere, name: Stock.There, partitions: 1, retention: 1h");
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(management.get("/documents/topic/stock/status").text("/state"))
                .isEqualTo("ready");

        var published = management.send(
                "POST", "/topics/stock", BodyPublishers.ofString("a shirt"), "application/octet-stream");
        assertThat(published.status()).as(published.response().body()).isEqualTo(200);
        assertThat(management.get("/topics/stock/records").response().body()).contains("a shirt");
        assertThat(management.get("/topics/Stock.There/records").response().body())
                .contains("a shirt");
        assertThat(management.get("/topics/stock").text("/settings/retention")).isEqualTo("1h");
        assertThat(management.put("/topics/stock", "{partitions: 1}").text("/reason"))
                .isEqualTo("topic_is_declared");
        assertThat(management.delete("/topics/stock").text("/reason")).isEqualTo("topic_is_declared");

        assertThat(management.delete("/documents/connection/elsewhere").text("/detail"))
                .isEqualTo("The connection 'elsewhere' is named by the topic stock: change or remove that first.");
        assertThat(management.delete("/documents/topic/stock").status()).isEqualTo(204);
        assertThat(management.get("/topics/Stock.There").text("/reason")).isEqualTo("no_such_topic");
        assertThat(management.delete("/documents/connection/elsewhere").status())
                .isEqualTo(204);
        assertThat(management.delete("/secrets/topics-password").status()).isEqualTo(204);
    }

    private Management.Answer topic(String name, String spec) {
        return management.send(
                "PUT",
                "/documents/topic/" + name,
                BodyPublishers.ofString("apiVersion: sluice.dev/v1beta1\nkind: Topic\nmetadata: {name: " + name
                        + "}\nspec: {" + spec + "}\n"),
                "application/yaml");
    }

    @Test
    void certificatesThatCannotBeReadAreToldWithoutThem() {
        management.put("/secrets/cluster-ca", "these are no certificates");
        assertThat(apply("crypted", "servers: ['127.0.0.1:1'], tls: {ca: cluster-ca}")
                        .status())
                .isEqualTo(201);

        assertThat(status("crypted").text("/state")).isEqualTo("waiting_for_secret");
        assertThat(status("crypted").text("/detail"))
                .contains("The secret 'cluster-ca', which is tls.ca, has no certificates as PEM")
                .doesNotContain("these are");

        assertThat(management.delete("/documents/connection/crypted").status()).isEqualTo(204);
        assertThat(management.delete("/secrets/cluster-ca").status()).isEqualTo(204);
    }
}
