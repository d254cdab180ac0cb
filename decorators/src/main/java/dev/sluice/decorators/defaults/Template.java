package dev.sluice.decorators.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.decorators.json.JsonBodies;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Members and how their values come about, read once from the settings. */
record Template(Map<String, Source> members) {

    /** How a value comes about. */
    sealed interface Source {

        /** The same value every time. */
        record Fixed(JsonNode value) implements Source {}

        /** An object whose members have their own sources. */
        record Nested(Template template) implements Source {}

        /** A new value every time. */
        record Made(Generator generator) implements Source {}
    }

    /** Throws {@link IllegalArgumentException} with a sentence for what cannot be made. */
    static Template of(Map<?, ?> values) {
        Map<String, Source> members = new LinkedHashMap<>();
        values.forEach((name, value) -> members.put(String.valueOf(name), source(String.valueOf(name), value)));
        return new Template(members);
    }

    private static Source source(String name, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return new Source.Fixed(value == null ? JsonNodeFactory.instance.nullNode() : JsonBodies.of(value));
        }
        Object literal = map.get("literal");
        if (map.size() == 1 && literal != null) {
            return new Source.Fixed(JsonBodies.of(literal));
        }
        if (map.containsKey("random") || map.containsKey("now")) {
            return new Source.Made(Generator.of(name, map));
        }
        return new Source.Nested(of(map));
    }

    /** Puts in what {@code object} lacks; false if it lacks nothing. */
    boolean fill(ObjectNode object, DecoratorSite site) {
        boolean changed = false;
        for (Map.Entry<String, Source> member : members.entrySet()) {
            JsonNode there = object.get(member.getKey());
            if (there == null) {
                object.set(member.getKey(), value(member.getValue(), site));
                changed = true;
            } else if (there instanceof ObjectNode inner
                    && member.getValue() instanceof Source.Nested(Template nested)) {
                changed |= nested.fill(inner, site);
            }
        }
        return changed;
    }

    private static JsonNode value(Source source, DecoratorSite site) {
        return switch (source) {
            case Source.Fixed(JsonNode value) -> value.deepCopy();
            case Source.Made(Generator generator) -> generator.make(site);
            case Source.Nested(Template nested) -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                nested.fill(object, site);
                yield object;
            }
        };
    }
}
