package dev.sluice.decorators.suites;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether two values are the same JSON: members in any order, numbers by their value as doubles. */
final class Same {

    private Same() {}

    static boolean are(JsonNode one, JsonNode other) {
        return one.equals(Same::compare, other);
    }

    private static int compare(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber()
                ? Double.compare(one.doubleValue() + 0.0, other.doubleValue() + 0.0)
                : one.equals(other) ? 0 : 1;
    }
}
