package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
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

    @Test
    void aScheduleTellsItsNextRuns() {
        String spec = "function: report, schedule: {cron: '30 2 * * *', zone: Europe/Berlin}";
        assertThat(put("/documents/trigger/nightly", document("nightly", spec)).status())
                .isEqualTo(201);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(management
                                .get("/documents/trigger/nightly/status")
                                .json()
                                .at("/next"))
                        .hasSize(5));
        var status = management.get("/documents/trigger/nightly/status");
        assertThat(status.text("/state")).isEqualTo("waiting_for_function");
        assertThat(status.text("/detail"))
                .isEqualTo("There is no function 'report': deploy it. Runs are missed meanwhile.");
        assertThat(status.text("/next/0")).matches("....-..-..T0[01]:30:00Z");
        assertThat(status.json().has("last")).isFalse();

        assertThat(put("/documents/trigger/nightly", document("nightly", spec + ", paused: true"))
                        .status())
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> management
                        .get("/documents/trigger/nightly/status")
                        .text("/state")
                        .equals("paused"));
        assertThat(management
                        .send("DELETE", "/documents/trigger/nightly", BodyPublishers.noBody(), "")
                        .status())
                .isEqualTo(204);
    }

    private Management.Answer post(String path) {
        return management.send("POST", path, BodyPublishers.noBody(), "");
    }

    @Test
    void aTriggerIsPausedAndResumedInItsSpec() {
        put("/documents/trigger/held", document("held", "function: ship, topic: orders"));

        assertThat(post("/triggers/held/pause").response().body()).isEqualTo("{\"name\":\"held\",\"paused\":true}");
        var paused = management.get("/documents/trigger/held");
        assertThat(paused.json().at("/spec/paused").asBoolean()).isTrue();
        assertThat(paused.json().at("/metadata/labels/set").asText()).isEqualTo("here");
        assertThat(post("/triggers/held/resume").response().body()).isEqualTo("{\"name\":\"held\",\"paused\":false}");
        assertThat(management
                        .get("/documents/trigger/held")
                        .json()
                        .at("/spec/paused")
                        .asBoolean())
                .isFalse();
        assertThat(post("/triggers/nobody/pause").text("/reason")).isEqualTo("no_such_trigger");
        assertThat(post("/triggers/Held/resume").text("/reason")).isEqualTo("invalid_name");
    }

    @Test
    void aPlaceToGoOnAtIsOneOfFour() {
        put("/documents/trigger/sought", document("sought", "function: ship, topic: orders, paused: true"));

        var answer = post("/triggers/sought/seek?to=soon");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail"))
                .isEqualTo("to: 'soon' is no place to go on at. Allowed: earliest, latest, a time as in"
                        + " 2026-11-28T09:00:00Z, or TOPIC/PARTITION@OFFSET as in orders/0@17.");
        assertThat(post("/triggers/nobody/seek?to=latest").text("/reason")).isEqualTo("no_such_trigger");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            topic: orders | function is missing.
            function: ship | nothing says where the events come from: set topic, events, webhook or schedule.
            function: ship, topic: {name: a, pattern: b} | it is told by one of name, names and pattern, and here by 2.
            function: ship, topic: {name: a, delivery: fast} | 'fast' is not known. Allowed: one of ordered, elastic.
            function: ship, topic: {name: a, from: soon} | 'soon' is neither earliest, nor latest, nor a time as in 2026-11-28T09:00:00Z.
            function: ship, topic: {name: a..b} | two dots in a row stand between a namespace and a name.
            function: ship, topic: {name: sluice.calls} | names that begin with 'sluice.' are the platform's own.
            function: ship, topic: {name: a, group: sluice.trigger.x} | names that begin with 'sluice.' are the platform's own.
            function: ship, topic: {pattern: a*b*c*d*e} | the pattern has more than 3 '*'.
            function: ship, topic: {name: a, concurrency: 0} | 0 is out of bounds.
            function: ship, topic: a, webhook: {path: /hooks/a, signature: none} | it has 2 sources of events: make a trigger of each.
            function: ship, webhook: {path: /hooks/a} | signature is missing. Allowed: one of github, stripe, slack, standard, hmac, none.
            function: ship, webhook: {path: /function/a, signature: none} | '/function/a' does not begin with /hooks/.
            function: ship, webhook: {path: /hooks/a, signature: none, methods: [post]} | 'post' is not allowed. Allowed: GET, POST, PUT, PATCH and DELETE.
            function: ship, webhook: {path: /hooks/a, signature: none, hosts: [A.org]} | 'A.org' is not allowed. Allowed: names of hosts in lower case, without a port.
            function: ship, webhook: {path: /hooks/a, signature: none, mode: sync}, retry: {attempts: 4} | spec.retry: with mode sync the sender gets the answer of the one attempt there is.
            function: ship, webhook: {path: /hooks/a, signature: none}, retry: {onOutage: dead-letter} | a webhook is not paused for outages: each of its calls is tried by itself.
            function: ship, webhook: {path: /hooks/a, signature: {github: {secret: absent}}} | there is no secret 'absent'. Allowed: a secret that exists; make it with 'sluice secret set absent' or PUT /secrets/absent.
            function: ship, webhook: {path: /hooks/a, signature: {slack: {secret: absent, tolerance: 2h}}} | 2h is out of bounds.
            function: ship, webhook: {path: /hooks/a, signature: none}, reply: b | reply, onSuccess and onFailure are for events of topics, and published ones.
            function: ship, topic: a, reply: b..c | two dots in a row stand between a namespace and a name.
            function: ship, topic: a, onSuccess: {topic: sluice.calls} | names that begin with 'sluice.' are the platform's own.
            function: ship, topic: a, onFailure: {} | it is told by one of topic and function.
            function: ship, topic: a, schedule: {every: 1m} | it has 2 sources of events: make a trigger of each.
            function: ship, schedule: {every: 1m, cron: '* * * * *'} | a schedule has exactly one of cron, every and at, this one has 2.
            function: ship, schedule: {cron: '61 * * * *'} | spec.schedule.cron: '61' cannot be the minute, which is field 1 of '61 * * * *': 0 to 59 are allowed.
            function: ship, schedule: {every: 10ms} | spec.schedule.every
            function: ship, schedule: {cron: '0 3 * * *', zone: Mars/Olympus} | 'Mars/Olympus' is no zone that is known here.
            function: ship, schedule: {every: 1m, input: {rates: [1, 2.5]}} | spec.schedule.input.rates[1]: 2.5 cannot be kept: leave it out, or make it a text. Allowed: texts, whole numbers of 64 bits, true, false, lists and maps.
            function: ship, topic: a, retry: {onOutage: wait} | 'wait' is not known. Allowed: one of pause, dead-letter.
            function: Ship, topic: orders | function name 'Ship' is not allowed
            """)
    void whatIsWrongWithASpecIsTold(String spec, String sentence) {
        var answer = put("/documents/trigger/wrong", document("wrong", spec));

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.text("/reason")).isEqualTo("invalid_spec");
        assertThat(answer.text("/detail")).contains(sentence);
    }

    @Test
    void aSecretOfAWebhookStaysAndItsAddressIsItsOwn() {
        assertThat(management.put("/secrets/hook-key", "k").status()).isEqualTo(204);
        String spec = "function: ship, webhook: {path: '/hooks/api/{x}', signature: {github: {secret: hook-key}}}";
        var made = put("/documents/trigger/hook", document("hook", spec));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(management.get("/documents/trigger/hook/status").text("/state"))
                .isEqualTo("waiting_for_function");

        var used = management.send("DELETE", "/secrets/hook-key", BodyPublishers.noBody(), "");
        assertThat(used.status()).isEqualTo(409);
        assertThat(used.text("/reason")).isEqualTo("secret_in_use");
        assertThat(used.text("/detail"))
                .isEqualTo("The secret 'hook-key' is used by the trigger hook: change or remove that first.");
        assertThat(management.get("/secrets").response().body()).contains("\"usedBy\":[\"trigger/hook\"]");

        var again = put("/documents/trigger/hook", document("hook", spec));
        assertThat(again.status()).as(again.response().body()).isEqualTo(200);
        var taken = put("/documents/trigger/hook2", document("hook2", spec.replace("{x}", "{y}")));
        assertThat(taken.text("/detail"))
                .isEqualTo(
                        "One thing in the spec must be changed: spec.webhook.path: the trigger 'hook' has this address,"
                                + " with the same method and host. Allowed: another path, method or host, or 'hook' removed"
                                + " first.");
        assertThat(put("/documents/trigger/hook2", document("hook2", spec.replace("{x}", "x")))
                        .status())
                .isEqualTo(201);

        for (String name : new String[] {"hook", "hook2"}) {
            var gone = management.send("DELETE", "/documents/trigger/" + name, BodyPublishers.noBody(), "");
            assertThat(gone.status()).isEqualTo(204);
        }
        assertThat(management
                        .send("DELETE", "/secrets/hook-key", BodyPublishers.noBody(), "")
                        .status())
                .isEqualTo(204);
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

    @Test
    void aCircleIsWarnedOfAndSeenInTheGraph() {
        var made = put("/documents/trigger/round", document("round", "function: f, topic: a, reply: a, paused: true"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().at("/warnings"))
                .hasToString(
                        "[\"Triggers and destinations form a circle: topic a -> function f (trigger round) -> topic a."
                                + " An event that comes back to a function is a dead letter (call_loop).\"]");
        var graph = management.get("/graph");
        assertThat(graph.json().at("/nodes").toString())
                .contains("{\"id\":\"trigger:round\",\"kind\":\"trigger\",\"name\":\"round\"}");
        assertThat(graph.json().at("/edges").toString())
                .contains("{\"from\":\"topic:a\",\"to\":\"trigger:round\",\"kind\":\"trigger\",\"by\":\"round\","
                        + "\"declared\":true}")
                .contains("{\"from\":\"function:f\",\"to\":\"topic:a\",\"kind\":\"reply\",\"by\":\"round\","
                        + "\"declared\":true}");
        assertThat(management.get("/namespaces/other/graph").json().at("/nodes"))
                .isEmpty();

        management.send("DELETE", "/documents/trigger/round", BodyPublishers.noBody(), "");
    }

    @Test
    void onlyASchedulesRunCanBeAskedForAndOnlyOfAFunctionThatIsThere() {
        assertThat(put("/documents/trigger/by-hand", document("by-hand", "function: nobody, schedule: {every: 24h}"))
                        .status())
                .isEqualTo(201);
        assertThat(put("/documents/trigger/no-clock", document("no-clock", "function: nobody, topic: a"))
                        .status())
                .isEqualTo(201);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var refused = post("/triggers/by-hand/run");
            assertThat(refused.text("/reason")).isEqualTo("run_not_started");
            assertThat(refused.text("/detail")).isEqualTo("There is no function 'nobody': deploy it.");
        });
        assertThat(post("/triggers/no-clock/run").text("/detail"))
                .isEqualTo("The trigger 'no-clock' has no schedule that can run: only schedules are run by hand.");
        assertThat(delete("/documents/trigger/by-hand").status()).isEqualTo(204);
        assertThat(delete("/documents/trigger/no-clock").status()).isEqualTo(204);
    }

    private Management.Answer deploy(String name, String triggers) {
        return put("/functions/" + name, "upstream: http://127.0.0.1:9\ntriggers: " + triggers + "\n");
    }

    private Management.Answer delete(String path) {
        return management.send("DELETE", path, BodyPublishers.noBody(), "");
    }

    @Test
    void triggersInTheSpecOfAFunctionComeChangeAndGoWithIt() {
        var made = deploy("owner", "[{name: owned-a, topic: a}, {name: owned-b, schedule: {every: 1h}}]");
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(management.get("/documents/trigger/owned-a").json().at("/spec"))
                .hasToString("{\"function\":\"owner\",\"topic\":\"a\"}");
        assertThat(management.get("/documents/trigger/owned-a/status").text("/belongsTo"))
                .isEqualTo("owner");
        assertThat(management.get("/triggers?after=owned&limit=2").response().body())
                .containsPattern(
                        "\\{\"triggers\":\\[\\{\"name\":\"owned-a\",\"function\":\"owner\",\"source\":\"topic\",\"state\":"
                                + "\"[a-z_]+\",\"belongsTo\":\"owner\"},\\{\"name\":\"owned-b\",.*\"source\":\"schedule\"");

        var changed = deploy("owner", "[{name: owned-a, topic: b}]");
        assertThat(changed.status()).as(changed.response().body()).isEqualTo(201);
        assertThat(changed.text("/changes/0/key")).isEqualTo("triggers");
        assertThat(management.get("/documents/trigger/owned-a").text("/spec/topic"))
                .isEqualTo("b");
        assertThat(management.get("/documents/trigger/owned-b").status()).isEqualTo(404);

        var gone = delete("/functions/owner");
        assertThat(gone.status()).isEqualTo(200);
        assertThat(gone.response().body())
                .isEqualTo(
                        "{\"calls\":0,\"triggers\":[],\"detail\":\"The trigger 'owned-a' is deleted. Kafka keeps its place"
                                + " for the group 'sluice.trigger.default.owned-a': one that is made again under its name goes on"
                                + " there.\"}");
        assertThat(management.get("/documents/trigger/owned-a").status()).isEqualTo(404);
    }

    @Test
    void aTriggerOfAFunctionIsChangedAndDeletedOnlyThereAndPausedByHand() {
        assertThat(deploy("owning", "[{name: owned-c, topic: a}]").status()).isEqualTo(201);
        String sentence =
                "The trigger 'owned-c' belongs to the function 'owning', in whose spec it stands under triggers:"
                        + " change it there, and deploy that.";

        for (var refused : new Management.Answer[] {
            put("/documents/trigger/owned-c", document("owned-c", "function: owning, topic: b")),
            delete("/documents/trigger/owned-c")
        }) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("/reason")).isEqualTo("belongs_to_function");
            assertThat(refused.text("/detail")).isEqualTo(sentence);
        }

        assertThat(post("/triggers/owned-c/pause").status()).isEqualTo(200);
        assertThat(deploy("owning", "[{name: owned-c, topic: a}, {name: owned-d, topic: a}]")
                        .status())
                .isEqualTo(201);
        assertThat(management.get("/documents/trigger/owned-c").text("/spec/paused"))
                .isEqualTo("true");
        assertThat(post("/triggers/owned-c/resume").status()).isEqualTo(200);
        assertThat(delete("/functions/owning").status()).isEqualTo(200);
    }

    @Test
    void aBadTriggerRefusesTheWholeDeploymentWithItsPlace() {
        assertThat(put("/documents/trigger/alone", document("alone", "function: nobody, topic: a"))
                        .status())
                .isEqualTo(201);
        assertThat(put(
                                "/documents/trigger/alone-hook",
                                document("alone-hook", "function: nobody, webhook: {path: /hooks/at, signature: none}"))
                        .status())
                .isEqualTo(201);

        var refused = deploy(
                "bad",
                "[{name: good, topic: a}, {name: cron, schedule: {cron: '61 * * * *'}}, {name: alone, topic: b},"
                        + " {name: hook, webhook: {path: /hooks/at, signature: none}}]");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/violations").findValuesAsText("path"))
                .containsExactly("triggers[1].schedule.cron", "triggers[2].name", "triggers[3].webhook.path");
        assertThat(management.get("/functions/bad").status()).isEqualTo(404);
        assertThat(management.get("/documents/trigger/good").status()).isEqualTo(404);
        assertThat(delete("/documents/trigger/alone").status()).isEqualTo(204);
        assertThat(delete("/documents/trigger/alone-hook").status()).isEqualTo(204);
    }
}
