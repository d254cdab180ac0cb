package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Items that one thread publishes as events, each with a name of its own, and which of them were acknowledged. */
final class PublishedItems {

    /** Of the topic. */
    static final int PARTITIONS = 4;

    private static final int KEYS = 24;
    private static final int BATCH = 20;
    private static final int PAGE = 10_000;

    private final String topic;
    private final Random random;
    private final Set<String> acknowledged = new HashSet<>();
    private int number;

    PublishedItems(String topic, long seed) {
        this.topic = topic;
        this.random = new Random(seed);
    }

    /** How many were acknowledged so far. */
    int acknowledged() {
        return acknowledged.size();
    }

    /** Sends some more, and tells whether all were acknowledged; whatever is answered, none of them is ever sent again. */
    boolean sendMore(Gateway gateway) {
        JsonArray events = new JsonArray();
        List<String> items = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            String key = "k" + random.nextInt(KEYS);
            int kind = random.nextInt(100);
            String item = key + " " + number++ + (kind == 0 ? " poison" : kind < 3 ? " slow" : "");
            items.add(item);
            JsonObject event = new JsonObject();
            event.addProperty("specversion", "1.0");
            event.addProperty("id", item);
            event.addProperty("source", "/faults");
            event.addProperty("type", "item");
            event.addProperty("partitionkey", key);
            event.addProperty("datacontenttype", "text/plain");
            event.addProperty("data", item);
            events.add(event);
        }
        try {
            HttpResponse<String> answer =
                    gateway.manage("POST", "/topics/" + topic, "application/cloudevents-batch+json", events.toString());
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
            if (answer.statusCode() == 200) {
                acknowledged.addAll(items);
                return true;
            }
            if (Gateway.json(answer).has("kept")) {
                for (JsonElement kept : Gateway.json(answer).getAsJsonArray("kept")) {
                    acknowledged.add(
                            items.get(Integer.parseInt(kept.getAsString().replaceFirst("record (\\d+): .*", "$1"))));
                }
            }
            return false;
        } catch (UncheckedIOException e) {
            return false; // The gateway was killed: nobody knows what Kafka has.
        }
    }

    /** What Kafka has, by key and in its order; nothing that was acknowledged may be missing, and nothing be there twice. */
    Map<String, List<String>> kept(Gateway gateway) {
        Map<String, List<String>> lanes = new LinkedHashMap<>();
        Set<String> all = new HashSet<>();
        List<String> twice = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (JsonObject record : records(gateway, partition)) {
                String item = record.get("value").getAsString();
                lanes.computeIfAbsent(record.get("key").getAsString(), _ -> new ArrayList<>())
                        .add(item);
                if (!all.add(item)) {
                    twice.add(item);
                }
            }
        }
        assertThat(all).as("what was acknowledged is kept").containsAll(acknowledged);
        assertThat(twice).as("what was sent once is there once").isEmpty();
        assertThat(acknowledged).isNotEmpty();
        return lanes;
    }

    private List<JsonObject> records(Gateway gateway, int partition) {
        List<JsonObject> all = new ArrayList<>();
        int read = PAGE;
        while (read == PAGE) {
            long from = all.isEmpty() ? 0 : all.getLast().get("offset").getAsLong() + 1;
            String path = "/topics/" + topic + "/records?partition=" + partition + "&from=" + from + "&max=" + PAGE;
            HttpResponse<String> answer = await("the topic can be read")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> gateway.manage("GET", path), each -> each.statusCode() == 200);
            List<JsonObject> page = answer.body()
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList();
            all.addAll(page);
            read = page.size();
        }
        return all;
    }
}
