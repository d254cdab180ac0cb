package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items of the running product that have failed are tried again. */
class BatchRetryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String BATCHES = "/pipelines/held/batches";
    private static final String LATE_BATCHES = "/pipelines/late/batches";

    private static final String HELD = """
        apiVersion: sluice.dev/v1beta1
        kind: Pipeline
        metadata: {name: held}
        spec:
          source: {batch: {}}
          stages:
            pick: {from: source, keep: 1h, function: {name: pick, retry: {attempts: 1}}}
            joined: {from: pick, keep: 1h, join: {missing: wait}}
          sinks:
            sheets: {from: joined, topic: sheets}
        """;

    /** What comes of the join goes to a topic, through a function to another one, and to an address. */
    private static final String LATE = """
        apiVersion: sluice.dev/v1beta1
        kind: Pipeline
        metadata: {name: late}
        spec:
          source: {batch: {}}
          stages:
            pick: {from: source, function: {name: pick, retry: {attempts: 1}}}
            joined: {from: pick, join: {missing: open, late: edition, keep: 24h}}
            each: {from: joined, copy: {}}
            shown: {from: each, function: pick}
          sinks:
            albums: {from: each, topic: albums}
            shows: {from: shown, topic: shows}
            told: {from: each, callback: 'ADDRESS'}
        """;

    private static final String PICK = """
        package a;

        import java.util.List;
import java.util.Map;

        public class Pick implements java.util.function.Function<Map<String, Object>, Map<String, Object>> {
            public Map<String, Object> apply(Map<String, Object> item) {
                if (item.get("n") instanceof Number n && List.of(POISON).contains(n.intValue())) {
                    throw new IllegalStateException("this is poison");
                }
                return item;
            }
        }
        """;

    @TempDir
    private static Path folder;

    private static JsonObject standing(Gateway gateway) {
        return standing(gateway, "b1");
    }

    private static JsonObject standing(Gateway gateway, String batch) {
        return Gateway.json(gateway.manage("GET", BATCHES + "/" + batch));
    }

    /** Two items of it wait, and their functions would be called were it not paused. */
    private static void paused(Gateway gateway, String batch) {
        assertThat(gateway.manage("PUT", BATCHES + "/" + batch).statusCode()).isEqualTo(200);
        HttpResponse<String> paused = gateway.manage("POST", BATCHES + "/" + batch + "/pause");
        assertThat(paused.body()).contains("\"state\":\"open\",\"paused\":true");
        assertThat(paused.statusCode()).isEqualTo(202);
        gateway.manage("PUT", BATCHES + "/" + batch + "?close=2", "application/x-ndjson", "{\"n\":5}\n{\"n\":6}\n");
    }

    /** What was paused before the kill stays so beside a batch that goes on, and then goes on, or is given up without a call. */
    private static void goesOn(Gateway gateway) {
        assertThat(Gateway.json(gateway.manage("GET", "/documents/pipeline/held/status"))
                        .toString())
                .contains("\"pausedBatches\":[\"p1\",\"p2\"]");
        for (String batch : List.of("p1", "p2")) {
            assertThat(standing(gateway, batch).toString())
                    .contains("\"state\":\"closed\",\"paused\":true,\"stored\":2,\"underWay\":3,\"failed\":0");
        }
        assertThat(gateway.manage("POST", BATCHES + "/p1/resume").statusCode()).isEqualTo(202);
        assertThat(gateway.manage("DELETE", BATCHES + "/p2").statusCode()).isEqualTo(200);
        await("both are over").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(standing(gateway, "p1").toString()).contains("\"state\":\"done\",\"stored\":2");
            assertThat(standing(gateway, "p2").toString())
                    .contains("\"state\":\"failed\"", "\"stage\":\"pick\",\"reason\":\"batch_cancelled\"");
        });
        assertThat(sheets(gateway)).containsOnlyOnce("expected\\\":2").doesNotContain("p2");
        for (HttpResponse<String> late :
                List.of(gateway.manage("POST", BATCHES + "/p1/pause"), gateway.manage("DELETE", BATCHES + "/p1"))) {
            assertThat(late.body()).contains("\"status\":409", "The batch 'p1' is over: nothing of it is under way.");
        }
        assertThat(gateway.manage("DELETE", BATCHES + "/p2").statusCode())
                .as("once more")
                .isEqualTo(200);
        assertThat(gateway.manage("POST", BATCHES + "/p2/resume").body())
                .contains("\"status\":409", "The batch 'p2' is given up.");
    }

    private static HttpResponse<String> rerun(Gateway gateway, String batch, String query) {
        return gateway.manage("POST", BATCHES + "/" + batch + "/rerun?" + query);
    }

    /** Each item comes to the stage once in the other batch though the gateway is killed, and the same request makes no second one. */
    private static void runsAgain(Gateway gateway, Path mended) throws Exception {
        HttpResponse<String> begun = rerun(gateway, "b1", "from=joined&as=b1-joined");
        assertThat(begun.body()).contains("\"rerunOf\":\"b1\",\"from\":\"joined\"");
        assertThat(begun.statusCode()).isEqualTo(202);
        gateway.kill9();
        gateway.restart();
        PipelineRuns.awaitBatches(gateway, "held");
        gateway.deployed("pick", mended);
        assertThat(rerun(gateway, "b1", "from=joined&as=b1-joined").statusCode())
                .isEqualTo(202);
        assertThat(rerun(gateway, "b1", "from=pick&as=b1-again").statusCode()).isEqualTo(202);
        await("both are over")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(List.of("b1-again", "b1-joined"))
                        .allSatisfy(batch -> assertThat(standing(gateway, batch).toString())
                                .as(gateway.manage("GET", "/topics/held.dead-letters/records?from=begin")
                                        .body())
                                .contains("\"state\":\"done\"", "\"rerunOf\":\"b1\"", "\"stored\":3")));
        assertThat(rerun(gateway, "b1", "from=pick&as=b1-again").body()).contains("\"state\":\"done\"");
        assertThat(sheets(gateway))
                .containsOnlyOnce("batch\\\":\\\"b1-again\\\",\\\"expected\\\":3")
                .containsOnlyOnce("batch\\\":\\\"b1-joined\\\",\\\"expected\\\":3")
                .contains("b1-again/1/pick.0", "b1-joined/1/pick.0");
        assertThat(rerun(gateway, "p1", "from=pick").body())
                .contains("\"status\":409", "The batch 'p1' is under way: it can be run again when it is over.");
        assertThat(rerun(gateway, "b1", "from=joined&as=b1-again").body())
                .contains(
                        "\"status\":409",
                        "There is a batch 'b1-again' already, and it is no re-run of 'b1' from 'joined'");
        assertThat(rerun(gateway, "b1", "from=picked").body())
                .contains("\"status\":400", "There is no stage 'picked', did you mean 'pick'?");
        assertThat(rerun(gateway, "b0", "from=pick").body()).contains("no_such_batch");
        assertThat(rerun(gateway, "b1", "").body()).contains("\"status\":400", "from is missing");
    }

    private static String sheets(Gateway gateway) {
        return gateway.manage("GET", "/topics/sheets/records?from=begin").body();
    }

    /** Such an item that two of them do not stand in a joined one. */
    private static String large(int number) {
        return "{\"n\":" + number + ",\"text\":\"" + "x".repeat(140_000) + "\"}\n";
    }

    /** What a topic has of the batch s1: of each record its edition as an attribute and in the data, how many members and how many missing. */
    private static List<String> editions(Gateway gateway, String topic) {
        return PipelineRuns.records(gateway, topic).stream()
                .map(record -> {
                    JsonObject data = PipelineRuns.data(record);
                    return PipelineRuns.header(record, "ce_edition") + " " + data.get("edition") + " "
                            + gateway.manage("GET", data.get("membersAt").getAsString())
                                    .body()
                                    .lines()
                                    .count()
                            + " " + data.get("missingCount");
                })
                .sorted()
                .toList();
    }

    private static void isOver(Gateway gateway, String failed, String editions) {
        await("the batch is over")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                gateway.manage("GET", LATE_BATCHES + "/s1").body())
                        .contains("endedAt", failed, editions));
    }

    /** Takes the place of the document, in which members are kept for a second, and asks until they are gone. */
    private static void membersGo(Gateway gateway, String document) {
        HttpResponse<String> changed = gateway.manage("PUT", "/documents/pipeline/late", "application/yaml", document);
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        PipelineRuns.awaitBatches(gateway, "late");
        // Each retry that is taken makes one more edition, from which the time counts anew.
        await("the members are gone")
                .pollInterval(Duration.ofSeconds(3))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.manage("POST", LATE_BATCHES + "/s1/retry")
                                .body())
                        .contains(
                                "\"status\":409",
                                "The members of the batch 's1' at the join 'joined' are gone since 20",
                                ", because they are kept for as long as its keep says: it does not open once more for what"
                                        + " failed before it."));
    }

    @Test
    void aJoinWithEditionsOpensOnceMoreForARetryThoughTheGatewayIsKilled() throws Exception {
        Path broken = FunctionJar.compiled(
                Files.createDirectory(folder.resolve("two-fail")), "Pick", PICK.replace("POISON", "2, 3"));
        Path mended = FunctionJar.compiled(
                Files.createDirectory(folder.resolve("one-fails")), "Pick", PICK.replace("POISON", "3"));
        Set<String> received = ConcurrentHashMap.newKeySet();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders().getFirst("ce-edition") + " "
                    + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        String document = LATE.replace(
                "ADDRESS", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
        try (Gateway gateway =
                Gateway.start(folder.resolve("late"), Map.of("sluice.async.private-callbacks", "true"))) {
            gateway.deployed("pick", broken);
            HttpResponse<String> applied =
                    gateway.manage("PUT", "/documents/pipeline/late", "application/yaml", document);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(201);
            PipelineRuns.awaitBatches(gateway, "late");
            gateway.manage(
                    "PUT",
                    LATE_BATCHES + "/s1?close=4",
                    "application/x-ndjson",
                    large(1) + large(2) + large(3) + large(4));
            isOver(gateway, "\"failed\":2", "\"editions\":{\"joined\":1}");
            gateway.deployed("pick", mended);

            HttpResponse<String> retried = gateway.manage("POST", LATE_BATCHES + "/s1/retry");
            assertThat(retried.statusCode()).as(retried.body()).isEqualTo(202);
            gateway.kill9();
            gateway.restart();

            PipelineRuns.awaitBatches(gateway, "late");
            isOver(gateway, "\"failed\":1", "\"editions\":{\"joined\":2}");
            for (String topic : List.of("albums", "shows")) {
                assertThat(editions(gateway, topic)).as(topic).containsExactly("1 1 2 2", "2 2 3 1");
            }
            assertThat(received).containsExactlyInAnyOrder("1 s1/joined/told", "2 s1/joined.2/told");

            membersGo(gateway, document.replace("keep: 24h", "keep: 1s"));
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void aJoinWaitsForWhatIsRetriedThoughTheGatewayIsKilled() throws Exception {
        Path broken = FunctionJar.compiled(
                Files.createDirectory(folder.resolve("broken")), "Pick", PICK.replace("POISON", "2"));
        Path mended = FunctionJar.compiled(
                Files.createDirectory(folder.resolve("mended")), "Pick", PICK.replace("POISON", "-1"));
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            gateway.deployed("pick", broken);
            HttpResponse<String> applied = gateway.manage("PUT", "/documents/pipeline/held", "application/yaml", HELD);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(201);
            PipelineRuns.awaitBatches(gateway, "held");
            paused(gateway, "p1");
            paused(gateway, "p2");
            HttpResponse<String> sent = gateway.manage(
                    "PUT", BATCHES + "/b1?close=3", "application/x-ndjson", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
            assertThat(sent.body()).contains("\"closed\":true");
            await("one item is waited for")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(standing(gateway).toString())
                            .contains("\"state\":\"closed\"", "\"underWay\":2", "\"failed\":1", "\"id\":\"b1/1\""));
            gateway.kill9();
            gateway.restart();
            PipelineRuns.awaitBatches(gateway, "held");
            gateway.deployed("pick", mended);

            HttpResponse<String> retried = gateway.manage("POST", BATCHES + "/b1/retry");
            assertThat(retried.body()).contains("\"failed\":1");
            assertThat(retried.statusCode()).isEqualTo(202);

            await("the batch is over")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(standing(gateway).toString())
                            .contains("\"state\":\"done\"", "\"failed\":0", "\"failures\":[]"));
            assertThat(sheets(gateway)).containsOnlyOnce("expected\\\":3").contains("missingCount\\\":0");
            assertThat(gateway.manage("POST", BATCHES + "/b1/retry").body())
                    .contains("\"status\":409", "batch_conflict", "Nothing of the batch 'b1' has failed.");

            runsAgain(gateway, mended);
            goesOn(gateway);

            gateway.deployed("pick", broken);
            HttpResponse<String> changed = gateway.manage(
                    "PUT",
                    "/documents/pipeline/held",
                    "application/yaml",
                    HELD.replace("attempts: 1}", "attempts: 1}, onFailure: fail-batch"));
            assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
            PipelineRuns.awaitBatches(gateway, "held");
            gateway.manage("PUT", BATCHES + "/b2?close=2", "application/x-ndjson", "{\"n\":1}\n{\"n\":2}\n");
            await("the batch has failed")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    gateway.manage("GET", BATCHES + "/b2").body())
                            .contains("\"state\":\"failed\"", "endedAt"));
            assertThat(sheets(gateway)).doesNotContain("b2");
            assertThat(gateway.manage("POST", BATCHES + "/b2/retry").body())
                    .contains("\"status\":409", "The batch 'b2' is given up.");
        }
    }
}
