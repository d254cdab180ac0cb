package dev.sluice.decorators.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.decorators.json.JsonBodies;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes a new value for each call. */
sealed interface Generator {

    JsonNodeFactory JSON = JsonNodeFactory.instance;

    JsonNode make(DecoratorSite site);

    /** A random UUID (RFC 9562, version 4). */
    record RandomUuid() implements Generator {
        @Override
        public JsonNode make(DecoratorSite site) {
            RandomGenerator random = site.services().secureRandom();
            long high = random.nextLong() & ~0xF000L | 0x4000L;
            long low = random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
            return JSON.textNode(new UUID(high, low).toString());
        }
    }

    /** A whole number, both ends included. */
    record RandomInt(long from, long to) implements Generator {
        public RandomInt {
            if (from > to || to == Long.MAX_VALUE) {
                throw new IllegalArgumentException("there is no whole number from " + from + " to " + to);
            }
        }

        @Override
        public JsonNode make(DecoratorSite site) {
            return JSON.numberNode(site.services().random().nextLong(from, to + 1));
        }
    }

    /** One of several values. */
    record RandomOf(List<JsonNode> values) implements Generator {
        public RandomOf {
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("there is nothing to choose from in an empty list");
            }
        }

        @Override
        public JsonNode make(DecoratorSite site) {
            return values.get(site.services().random().nextInt(values.size())).deepCopy();
        }
    }

    /** The time at which the call came by. */
    record Now(Form form) implements Generator {

        enum Form {
            ISO,
            SECONDS,
            MILLIS
        }

        @Override
        public JsonNode make(DecoratorSite site) {
            Instant now = site.timers().instant();
            return switch (form) {
                case ISO -> JSON.textNode(now.truncatedTo(ChronoUnit.MILLIS).toString());
                case SECONDS -> JSON.numberNode(now.getEpochSecond());
                case MILLIS -> JSON.numberNode(now.toEpochMilli());
            };
        }
    }

    /** Reads {@code {random: …}} or {@code {now: …}}, which stands for the member {@code name}. */
    static Generator of(String name, Map<?, ?> map) {
        try {
            return map.containsKey("now") ? now(map) : random(map);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + name + "' cannot be made: " + e.getMessage(), e);
        }
    }

    private static Generator now(Map<?, ?> map) {
        only(map, Set.of("now"));
        return switch (String.valueOf(map.get("now"))) {
            case "iso" -> new Now(Now.Form.ISO);
            case "seconds" -> new Now(Now.Form.SECONDS);
            case "millis" -> new Now(Now.Form.MILLIS);
            default ->
                throw new IllegalArgumentException("now is '" + map.get("now") + "': write iso, seconds or millis");
        };
    }

    private static Generator random(Map<?, ?> map) {
        Object what = map.get("random");
        if (what instanceof List<?> values) {
            only(map, Set.of("random"));
            return new RandomOf(values.stream()
                    .map(value -> value == null ? JSON.nullNode() : JsonBodies.of(value))
                    .toList());
        }
        if ("int".equals(what)) {
            only(map, Set.of("random", "from", "to"));
            return new RandomInt(number(map, "from"), number(map, "to"));
        }
        only(map, Set.of("random"));
        if ("uuid".equals(what)) {
            return new RandomUuid();
        }
        throw new IllegalArgumentException(
                "random is '" + what + "': write uuid, int with from and to, or a list to choose from");
    }

    private static void only(Map<?, ?> map, Set<String> known) {
        map.keySet().stream()
                .filter(key -> !known.contains(String.valueOf(key)))
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException(
                            "'" + key + "' does not belong here; {literal: …} stands for itself");
                });
    }

    private static long number(Map<?, ?> map, String key) {
        if (map.get(key) instanceof Number number && number.doubleValue() == number.longValue()) {
            return number.longValue();
        }
        throw new IllegalArgumentException(key + " must be a whole number");
    }
}
