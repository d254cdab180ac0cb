package dev.sluice.decorators.scatter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.core.decorator.Answer;
import dev.sluice.decorators.json.JsonBodies;

/**
 * What a leaf answered.
 *
 * @param json its body, or a missing node if that is no JSON
 */
record LeafAnswer(Leaf leaf, Answer answer, JsonNode json) {

    static LeafAnswer of(Leaf leaf, Answer answer) {
        return new LeafAnswer(leaf, answer, JsonBodies.read(answer.bytes()).orElse(MissingNode.getInstance()));
    }
}
