package dev.sluice.decorators.transform.patch;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How large a value is.
 *
 * @param weight about the number of characters that it takes as text
 * @param depth how many arrays and objects are in each other; 0 for a value that is neither
 */
record ValueSize(long weight, int depth) {

    static ValueSize of(JsonNode node) {
        if (!node.isContainerNode()) {
            return new ValueSize(node.asText().length() + 2L, 0);
        }
        long weight = 2;
        int depth = 0;
        for (var member : node.properties()) {
            weight += member.getKey().length() + 4L;
        }
        for (JsonNode child : node) {
            ValueSize inner = of(child);
            weight += inner.weight() + 1;
            depth = Math.max(depth, inner.depth());
        }
        return new ValueSize(weight, depth + 1);
    }
}
