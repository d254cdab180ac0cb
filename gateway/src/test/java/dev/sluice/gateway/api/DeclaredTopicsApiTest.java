package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/** Topics as documents, on a real broker. */
@QuarkusTest
@TestProfile(ManagementProfile.class)
class DeclaredTopicsApiTest {

    private final Management management = Management.ofThisTest();

    private Management.Answer apply(String name, String spec) {
        return management.send(
                "PUT",
                "/documents/topic/" + name,
                BodyPublishers.ofString("apiVersion: sluice.dev/v1beta1\nkind: Topic\nmetadata: {name: " + name
                        + "}\nspec: {" + spec + "}\n"),
                "application/yaml");
    }

    private Management.Answer status(String name) {
        return management.get("/documents/topic/" + name + "/status");
    }

    @Test
    void aTopicIsMadeChangedAndDeletedWithItsDocument() {
        var made = apply("declared", "name: Declared.v1, partitions: 1, retention: 1h");
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(management.get("/topics/Declared.v1").text("/settings/retention"))
                .isEqualTo("1h");
        assertThat(status("declared").text("/state")).isEqualTo("ready");

        var changed = apply("declared", "name: Declared.v1, partitions: 2, retention: 2h");
        assertThat(changed.json().at("/changes")).hasSize(2);
        assertThat(status("declared").text("/there"))
                .isEqualTo("partitions 2, replication 1, retention 2h, maxMessageBytes 1048588");

        var fewer = apply("declared", "name: Declared.v1, partitions: 1");
        assertThat(fewer.status()).isEqualTo(409);
        assertThat(fewer.text("/reason")).isEqualTo("topic_exists");
        assertThat(management.get("/documents/topic/declared").text("/spec/partitions"))
                .isEqualTo("2");

        assertThat(apply("again", "name: Declared.v1").text("/violations/0/message"))
                .isEqualTo("the topic 'Declared.v1' is declared by 'declared' already");
        assertThat(apply("own", "name: sluice.calls").text("/violations/0/message"))
                .isEqualTo("'sluice.calls' cannot be the name of a topic: names that begin with 'sluice.' are the"
                        + " platform's own. Take another name.");

        assertThat(management.delete("/topics/Declared.v1").status()).isEqualTo(204);
        assertThat(status("declared").text("/detail"))
                .isEqualTo("There is no topic 'Declared.v1' any more: somebody deleted it. Apply the document again to"
                        + " make it.");
        assertThat(apply("declared", "name: Declared.v1, partitions: 2, retention: 2h")
                        .json()
                        .at("/changes"))
                .isEmpty();
        assertThat(status("declared").text("/state")).isEqualTo("ready");

        assertThat(management.delete("/documents/topic/declared").status()).isEqualTo(204);
        assertThat(management.get("/topics/Declared.v1").text("/reason")).isEqualTo("no_such_topic");
        assertThat(management.get("/documents/topic/declared").text("/reason")).isEqualTo("no_such_topic");
    }

    @Test
    void aTopicOfSomebodyElseIsOnlyLookedAt() {
        assertThat(apply("theirs", "create: false, partitions: 2").status()).isEqualTo(201);
        assertThat(status("theirs").text("/state")).isEqualTo("missing");
        assertThat(status("theirs").text("/detail"))
                .isEqualTo("There is no topic 'theirs', and with create: false the platform makes none: have it made by"
                        + " whom it belongs to, or leave that out.");

        management.put("/topics/theirs", "{partitions: 1, retention: 1h, maxMessageBytes: 2000}");
        assertThat(apply("theirs", "create: false, partitions: 2").status()).isEqualTo(200);
        assertThat(status("theirs").text("/state")).isEqualTo("different");
        assertThat(status("theirs").text("/detail"))
                .isEqualTo("The topic 'theirs' has partitions 1, replication 1, retention 1h, maxMessageBytes 2000, and"
                        + " not partitions 2: change one of the two.");

        assertThat(management.delete("/documents/topic/theirs").status()).isEqualTo(204);
        assertThat(management.get("/topics/theirs").status()).isEqualTo(200);
        assertThat(management.delete("/topics/theirs").status()).isEqualTo(204);
    }
}
