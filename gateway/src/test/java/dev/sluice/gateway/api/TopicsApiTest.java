package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/** Calls about topics, held against the document of the API, on a real broker. */
@QuarkusTest
@TestProfile(ManagementProfile.class)
class TopicsApiTest {

    private final Management management = Management.ofThisTest();

    @Test
    void aTopicIsMadePublishedToReadAndDeleted() {
        var made = management.put("/topics/api-life", "{partitions: 1, retention: 1h}");
        var again = management.put("/topics/api-life", "");
        var otherwise = management.put("/topics/api-life", "{partitions: 2}");
        var published = publish("/topics/api-life?key=k", "text/plain", "x");
        var read = management.get("/topics/api-life/records");
        var described = management.get("/topics/api-life");
        var listed = management.get("/topics?limit=1");
        var deleted = management.delete("/topics/api-life");

        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.text("/settings/retention")).isEqualTo("1h");
        assertThat(again.status()).isEqualTo(200);
        assertThat(otherwise.text("/wanted")).isEqualTo("partitions 2");
        assertThat(published.response().body()).isEqualTo("{\"records\":[{\"partition\":0,\"offset\":0}]}");
        assertThat(read.text("/value")).isEqualTo("x");
        assertThat(described.text("/partitions/0/end")).isEqualTo("1");
        assertThat(listed.text("/topics/0/name")).isNotEmpty();
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(management.get("/topics/api-life").text("/reason")).isEqualTo("no_such_topic");
    }

    @Test
    void eachMistakeIsTold() {
        management.put("/topics/api-small", "{maxMessageBytes: 1000}");
        management.put("/topics/api.small", "");

        assertThat(management.put("/topics/a b".replace(" ", "%20"), "").text("/reason"))
                .isEqualTo("invalid_name");
        var badSettings = management.put("/topics/api-bad", "{partition: 1}");
        assertThat(badSettings.text("/reason")).isEqualTo("invalid_spec");
        assertThat(badSettings.text("/title")).isEqualTo("The topic is not valid");
        assertThat(badSettings.text("/violations/0/path")).isEqualTo("partition");
        assertThat(management.put("/topics/api_small", "").text("/reason")).isEqualTo("topic_name_collides");
        assertThat(management.put("/topics/api-bad", "{replication: 9}").text("/reason"))
                .isEqualTo("refused_by_kafka");
        assertThat(publish("/topics/api-small", "text/plain", "x".repeat(1001)).text("/allowed"))
                .isEqualTo("1000");
        assertThat(publish("/topics/api-small", "application/cloudevents+json", "{}")
                        .text("/detail"))
                .isEqualTo("The event is malformed: it has no 'specversion', which every event must have. Nothing was"
                        + " published.");
        assertThat(management.get("/topics/api-small/records?from=now").text("/detail"))
                .isEqualTo("from is 'now'. Allowed is begin, end, an offset, -N for the last N records, or a time as in"
                        + " 2026-11-28T09:30:00Z.");
        assertThat(management.get("/topics/api-small/records?partition=99").text("/detail"))
                .isEqualTo("The topic 'api-small' has no partition 99: it has 0 to 3.");
    }

    private Management.Answer publish(String path, String type, String body) {
        return management.send("POST", path, BodyPublishers.ofString(body), type);
    }
}
