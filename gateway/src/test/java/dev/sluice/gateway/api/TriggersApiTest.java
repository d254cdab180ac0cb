package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Triggers as documents: a kind of which nothing is kept but what was declared. No broker is there. */
@QuarkusTest
@TestProfile(ManagementProfile.class)
class TriggersApiTest {

    private final Management management = Management.ofThisTest();

    private static String document(String name, String spec) {
        return "apiVersion: sluice.dev/v1beta1\nkind: Trigger\nmetadata: {name: " + name
                + ", labels: {set: here}}\nspec: {" + spec + "}\n";
    }

    private Management.Answer put(String path, String document) {
        return management.send("PUT", path, BodyPublishers.ofString(document), "application/yaml");
    }

    @Test
    void aTriggerIsMadeChangedShownAndDeleted() {
        String spec = "function: ship, topic: orders, retry: {attempts: 7}, paused: true";

        var made = put("/documents/trigger/life", document("life", spec));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.response().body())
                .isEqualTo("{\"kind\":\"Trigger\",\"name\":\"life\",\"dryRun\":false,\"exists\":false,\"changes\":[]}");
        assertThat(put("/documents/trigger/life", document("life", spec))
                        .response()
                        .body())
                .isEqualTo("{\"kind\":\"Trigger\",\"name\":\"life\",\"dryRun\":false,\"exists\":true,\"changes\":[]}");

        String other = spec.replace("attempts: 7", "attempts: 8");
        String changes = "\"changes\":[{\"key\":\"retry.attempts\",\"from\":\"7\",\"to\":\"8\"}]}";
        assertThat(put("/documents/Trigger/life?dryRun=true", document("life", other))
                        .response()
                        .body())
                .endsWith("\"dryRun\":true,\"exists\":true," + changes);
        assertThat(management.get("/documents/trigger/life").text("/spec/retry/attempts"))
                .isEqualTo("7");
        assertThat(put("/documents/trigger/life", document("life", other))
                        .response()
                        .body())
                .endsWith("\"dryRun\":false,\"exists\":true," + changes);

        var shown = management.get("/documents/trigger/life");
        assertThat(shown.json().at("/metadata")).hasToString("{\"name\":\"life\",\"labels\":{\"set\":\"here\"}}");
        assertThat(shown.json().at("/spec").toString())
                .isEqualTo("{\"function\":\"ship\",\"topic\":\"orders\",\"retry\":{\"attempts\":8},\"paused\":true}");
        assertThat(put("/documents/trigger/life", shown.response().body())
                        .json()
                        .at("/changes"))
                .isEmpty();
        assertThat(management.get("/documents/trigger?label=set=here").json().findValuesAsText("name"))
                .contains("life");

        var status = management.get("/documents/trigger/life/status");
        assertThat(status.status()).as(status.response().body()).isEqualTo(200);
        assertThat(status.text("/state")).isIn("paused", "waiting_for_broker");

        assertThat(management
                        .send("DELETE", "/documents/trigger/life", BodyPublishers.noBody(), "")
                        .status())
                .isEqualTo(204);
        for (String path : new String[] {"/documents/trigger/life", "/documents/trigger/life/status"}) {
            var gone = management.get(path);
            assertThat(gone.text("/reason")).isEqualTo("no_such_trigger");
            assertThat(gone.text("/detail"))
                    .isEqualTo("There is no trigger 'life'."
                            + " 'sluice get triggers' or GET /documents/trigger shows those there are.");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            topic: orders | function is missing.
            function: ship | nothing says where the events come from: set topic.
            function: ship, topic: {name: a, pattern: b} | it is told by one of name, names and pattern, and here by 2.
            function: ship, topic: {name: a, delivery: fast} | 'fast' is not known. Allowed: one of ordered, elastic.
            function: ship, topic: {name: a, from: soon} | 'soon' is neither earliest, nor latest, nor a time as in 2026-11-28T09:00:00Z.
            function: ship, topic: {name: a..b} | two dots in a row stand between a namespace and a name.
            function: ship, topic: {name: sluice.calls} | names that begin with 'sluice.' are the platform's own.
            function: ship, topic: {name: a, group: sluice.trigger.x} | names that begin with 'sluice.' are the platform's own.
            function: ship, topic: {pattern: a*b*c*d*e} | the pattern has more than 3 '*'.
            function: ship, topic: {name: a, concurrency: 0} | 0 is out of bounds.
            function: Ship, topic: orders | function name 'Ship' is not allowed
            """)
    void whatIsWrongWithASpecIsTold(String spec, String sentence) {
        var answer = put("/documents/trigger/wrong", document("wrong", spec));

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.text("/reason")).isEqualTo("invalid_spec");
        assertThat(answer.text("/detail")).contains(sentence);
    }

    @Test
    void aDocumentIsForTheNameOfItsPathAndItsKind() {
        var name = put("/documents/trigger/other", document("this", "function: a, topic: b"));
        var kind = put(
                "/documents/trigger/this",
                document("this", "function: a, topic: b").replace("kind: Trigger", "kind: Function"));
        var function = put("/documents/function/this", document("this", "function: a, topic: b"));

        assertThat(name.text("/detail"))
                .isEqualTo("One thing in the spec must be changed: metadata.name: the document is for 'this'."
                        + " Allowed: other.");
        assertThat(kind.text("/detail")).contains("kind is 'Function'. Allowed: Trigger.");
        assertThat(function.text("/detail")).isEqualTo("Functions are deployed elsewhere: PUT /functions/this.");
    }
}
