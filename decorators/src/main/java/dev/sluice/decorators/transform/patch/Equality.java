package dev.sluice.decorators.transform.patch;

import com.fasterxml.jackson.databind.JsonNode;

/** When two values are the same (RFC 6902, 4.6): numbers by their value, members in any order. */
final class Equality {

    private Equality() {}

    static boolean same(JsonNode one, JsonNode other) {
        return one.equals(Equality::compare, other);
    }

    /** 0 for values that are the same; asked for those that are neither arrays nor objects. */
    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }
}
