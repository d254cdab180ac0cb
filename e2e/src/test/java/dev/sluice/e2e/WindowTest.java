package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows of the running product: each final result is there exactly once, also where the gateway is killed while windows are open. */
class WindowTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int TUMBLING = 10;
    private static final int SESSION = 5;

    private static final String CLICKS = """
        apiVersion: sluice.dev/v1beta1
        kind: Pipeline
        metadata: {name: clicks}
        spec:
          source: {topic: {name: clicks, from: earliest}}
          stages:
            each: {from: source, copy: {}}
            pages:
              from: each
              window: {tumbling: 10s, by: event.data.page, time: event.data.at, lateness: 3s, late: topic, idle: 1h}
            visits:
              from: each
              window:
                session: 5s
                fold: collect
                value: event.data.n
                by: event.data.user
                time: event.data.at
                lateness: 3s
                idle: 1h
          sinks:
            counted: {from: pages, topic: counted}
            late: {from: pages.late, topic: late}
            visited: {from: visits, topic: visited}
        """;

    private static final String ARRIVALS = """
        apiVersion: sluice.dev/v1beta1
        kind: Pipeline
        metadata: {name: clicks}
        spec:
          source: {topic: {name: clicks, from: earliest}}
          stages:
            all: {from: source, window: {session: 1s, time: arrival, lateness: 0s, emit: running, idle: 1s}}
          sinks:
            results: {from: all, topic: results}
        """;

    /** A click, {@code at} seconds after the beginning. */
    private record Click(int n, String page, String user, double at) {

        JsonObject event() {
            JsonObject data = new JsonObject();
            data.addProperty("n", n);
            data.addProperty("page", page);
            data.addProperty("user", user);
            data.addProperty("at", BEGIN.plusMillis(Math.round(1000 * at)).toString());
            JsonObject event = new JsonObject();
            event.addProperty("specversion", "1.0");
            event.addProperty("id", Integer.toString(n));
            event.addProperty("source", "/test");
            event.addProperty("type", "click");
            event.addProperty("datacontenttype", "application/json");
            event.add("data", data);
            return event;
        }
    }

    @TempDir
    private static Path folder;

    private final List<Click> clicks = new ArrayList<>();

    /** Clicks of two seconds, which is less than the lateness, so that it makes no difference that they come in the wrong order. */
    private void publish(Gateway gateway, int from) {
        List<Click> some = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int n = clicks.size() + i;
            // One user stays, and the others come and go, so that they have several visits.
            String user = n % 5 == 0 ? "user-x" : "user-" + from / 6 % 3;
            some.add(new Click(n, "page-" + n % 4, user, from + i / 10.0));
        }
        publish(gateway, some.reversed());
        clicks.addAll(some);
    }

    private static void publish(Gateway gateway, List<Click> some) {
        JsonArray events = new JsonArray();
        some.forEach(click -> events.add(click.event()));
        HttpResponse<String> answer =
                gateway.manage("POST", "/topics/clicks", "application/cloudevents-batch+json", events.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> put(Gateway gateway, String document) {
        return gateway.manage("PUT", "/documents/pipeline/clicks", "application/yaml", document);
    }

    /** The records of a topic as {@code key start-end members edition value}, sorted. */
    private static List<String> results(Gateway gateway, String topic) {
        return records(gateway, topic).stream()
                .map(record -> {
                    return text(record.get("key")) + " " + seconds(attribute(record, "windowstart")) + "-"
                            + seconds(attribute(record, "windowend")) + " " + attribute(record, "members") + " "
                            + attribute(record, "edition") + attribute(record, "final") + " "
                            + text(record.get("value"));
                })
                .sorted()
                .toList();
    }

    private static List<JsonObject> records(Gateway gateway, String topic) {
        HttpResponse<String> answer = gateway.manage("GET", "/topics/" + topic + "/records?from=begin&max=10000");
        return answer.body()
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(record -> record.has("value"))
                .toList();
    }

    private static String text(JsonElement element) {
        return element == null ? "" : element.isJsonPrimitive() ? element.getAsString() : element.toString();
    }

    private static String attribute(JsonObject record, String name) {
        for (JsonElement header : record.getAsJsonArray("headers")) {
            if (text(header.getAsJsonObject().get("name")).equals("ce_" + name)) {
                return text(header.getAsJsonObject().get("value"));
            }
        }
        return "";
    }

    private static long seconds(String time) {
        return Duration.between(BEGIN, Instant.parse(time)).toSeconds();
    }

    private List<String> counted() {
        Map<String, Long> counts = new TreeMap<>(clicks.stream()
                .collect(Collectors.groupingBy(
                        click -> click.page() + " " + (int) click.at() / TUMBLING * TUMBLING, Collectors.counting())));
        return counts.entrySet().stream()
                .map(each -> {
                    int start = Integer.parseInt(
                            each.getKey().substring(each.getKey().indexOf(' ') + 1));
                    return each.getKey() + "-" + (start + TUMBLING) + " " + each.getValue() + " 1true "
                            + each.getValue();
                })
                .sorted()
                .toList();
    }

    private List<String> visited() {
        List<String> visits = new ArrayList<>();
        clicks.stream().collect(Collectors.groupingBy(Click::user)).forEach((user, all) -> {
            List<Click> visit = new ArrayList<>();
            all.stream().sorted(Comparator.comparingDouble(Click::at)).forEach(click -> {
                if (!visit.isEmpty() && click.at() - visit.getLast().at() >= SESSION) {
                    visits.add(visit(user, visit));
                    visit.clear();
                }
                visit.add(click);
            });
            visits.add(visit(user, visit));
        });
        return visits.stream().sorted().toList();
    }

    private static String visit(String user, List<Click> visit) {
        String list = visit.stream().map(click -> "\"" + click.n() + "\"").collect(Collectors.joining(","));
        return user + " " + (long) visit.getFirst().at() + "-"
                + (long) (visit.getLast().at() + SESSION) + " " + visit.size() + " 1true [" + list + "]";
    }

    private void publish(Gateway gateway, int from, int until) {
        for (int at = from; at < until; at += 2) {
            publish(gateway, at);
        }
    }

    @Test
    void eachFinalResultIsThereOnceThoughTheGatewayIsKilledWithWindowsOpen() {
        try (Gateway gateway = Gateway.start(folder.resolve("killed"), Map.of())) {
            HttpResponse<String> topic =
                    gateway.manage("PUT", "/topics/clicks", "application/json", "{\"partitions\":1}");
            assertThat(topic.statusCode()).as(topic.body()).isEqualTo(201);
            HttpResponse<String> applied = put(gateway, CLICKS);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(201);
            publish(gateway, 0, 16);
            await("the first windows are over")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(results(gateway, "counted")).anyMatch(each -> each.contains(" 0-10 ")));
            gateway.kill9();
            gateway.restart();
            publish(gateway, 16, 36);
            // Each key goes on much later, and ends what it had.
            publish(
                    gateway,
                    List.of(0, 1, 2, 3).stream()
                            .map(key -> new Click(9_000 + key, "page-" + key, key == 3 ? "user-x" : "user-" + key, 600))
                            .toList());

            await("all windows are over but the last").atMost(PATIENCE).untilAsserted(() -> {
                assertThat(results(gateway, "counted")).isEqualTo(counted());
                assertThat(results(gateway, "visited")).isEqualTo(visited());
            });
            publish(gateway, List.of(new Click(9_999, "page-1", "user-0", 1)));
            await("what is late is told")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(records(gateway, "late"))
                            .singleElement()
                            .satisfies(record ->
                                    assertThat(text(record.get("value"))).contains("9999")));
            await("nothing is under way but windows")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(delete(gateway).body())
                            .contains("\"status\":409", "Windows are open at 'pages' of the pipeline 'clicks' (4)"));
            assertThat(results(gateway, "counted")).isEqualTo(counted());
            assertThat(results(gateway, "visited")).isEqualTo(visited());
            assertThat(put(gateway, CLICKS.replace("spec:", "spec:\n  paused: true"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(delete(gateway).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void theClockEndsWindowsWhenNothingComesAnyMore() {
        try (Gateway gateway = Gateway.start(folder.resolve("clock"), Map.of())) {
            assertThat(put(gateway, ARRIVALS).statusCode()).isEqualTo(201);
            assertThat(gateway.manage("PUT", "/topics/clicks", "application/json", "{\"partitions\":3}")
                            .statusCode())
                    .isEqualTo(201);
            publish(gateway, 0);

            // On a slow machine it may be several sessions.
            await("all have been counted")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(records(gateway, "results").stream()
                                    .filter(record -> attribute(record, "final").equals("true"))
                                    .mapToInt(record -> Integer.parseInt(text(record.get("value"))))
                                    .sum())
                            .isEqualTo(20));
            assertThat(records(gateway, "results"))
                    .anyMatch(record -> attribute(record, "final").equals("false"));
            assertThat(put(gateway, ARRIVALS.replaceFirst("window: .*", "function: f}"))
                            .body())
                    .contains("\"status\":409", "pipeline_busy", "'all' is a window, and would be a function");
            await("nothing is under way, and no window is open")
                    .atMost(PATIENCE)
                    .until(() -> delete(gateway).statusCode() == 204);
        }
    }

    private static HttpResponse<String> delete(Gateway gateway) {
        return gateway.manage("DELETE", "/documents/pipeline/clicks");
    }
}
