package dev.sluice.decorators.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A body as an expression sees it: maps, lists, texts, booleans, null, and the numbers that the library reckons with.
 * Those that none of these can hold stay as they are, so that no digit is lost of what is only passed on.
 */
final class InputTree {

    private InputTree() {}

    static @Nullable Object of(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                object.properties().forEach(member -> map.put(member.getKey(), of(member.getValue())));
                yield map;
            }
            case ArrayNode array -> {
                List<@Nullable Object> list = new ArrayList<>(array.size());
                array.forEach(entry -> list.add(of(entry)));
                yield list;
            }
            default -> scalar(node);
        };
    }

    private static @Nullable Object scalar(JsonNode node) {
        if (node.isNumber()) {
            return number(node);
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNull() ? null : node.textValue();
    }

    /** A whole number if it is one, as 1.0 is. */
    private static Number number(JsonNode node) {
        if (node.isInt() || node.isLong()) {
            return node.numberValue();
        }
        double value = node.doubleValue();
        if (value == (int) value) {
            return exactly(node, (int) value);
        }
        return Double.isFinite(value) ? exactly(node, value) : node.numberValue();
    }

    private static Number exactly(JsonNode node, Number near) {
        return new BigDecimal(near.toString()).compareTo(node.decimalValue()) == 0 ? near : node.numberValue();
    }
}
