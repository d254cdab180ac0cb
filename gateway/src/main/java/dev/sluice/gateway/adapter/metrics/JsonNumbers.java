package dev.sluice.gateway.adapter.metrics;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.prometheus.client.Collector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Makes a gauge of each number in an object of JSON, called by the way to it: {@code {"heap": {"used": 1}}} is {@code heap_used}. */
final class JsonNumbers {

    private static final ObjectReader READER = JsonMapper.builder().build().readerFor(JsonNode.class);

    private final SequencedMap<String, Family> gauges = new LinkedHashMap<>();

    private JsonNumbers() {}

    /** Throws {@link IllegalArgumentException} with a clause. */
    static List<Family> parse(String text) {
        JsonNode tree;
        try {
            tree = READER.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
        }
        if (!tree.isObject()) {
            throw new IllegalArgumentException("it is no object of JSON");
        }
        JsonNumbers reading = new JsonNumbers();
        reading.add("", tree);
        return List.copyOf(reading.gauges.values());
    }

    private void add(String way, JsonNode node) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = way.isEmpty() ? member.getKey() : way + "_" + member.getKey();
            JsonNode value = member.getValue();
            if (name.length() > MetricNames.MOST_CHARS) {
                // Nor can what lies below be a metric: to make its name anew for each costs the more the longer it is.
                continue;
            }
            if (value.isObject()) {
                add(name, value);
            } else if (value.isNumber()) {
                MetricNames.metric(name)
                        .ifPresent(metric -> gauges.putIfAbsent(metric, gauge(metric, value.doubleValue())));
            }
        }
    }

    private static Family gauge(String name, double value) {
        return new Family(
                name, Collector.Type.GAUGE, "A number in JSON.", List.of(Family.Series.of("", Map.of(), value)));
    }
}
