package dev.sluice.decorators.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.decorators.json.NumberRange;
import java.math.BigDecimal;

/**
 * Gives numbers that are equal one form, since JSON Schema knows their value only (core, 4.2.2): the library tells 1 and
 * 1.0 apart where it looks for what is there twice.
 */
final class Numbers {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Numbers() {}

    /** Thrown for a number that takes thousands of digits to be written out, and so to be compared or divided. */
    static final class OutOfRangeException extends Exception {

        private static final long serialVersionUID = 1L;

        private String pointer = "";

        /** Where it is, as a JSON pointer. */
        String pointer() {
            return pointer;
        }

        private OutOfRangeException under(String token) {
            pointer = "/" + token.replace("~", "~0").replace("/", "~1") + pointer;
            return this;
        }
    }

    /** A copy with all numbers in that form. */
    static JsonNode unified(JsonNode node) throws OutOfRangeException {
        return switch (node) {
            case ArrayNode array -> {
                ArrayNode copy = NODES.arrayNode(array.size());
                for (int i = 0; i < array.size(); i++) {
                    try {
                        copy.add(unified(array.get(i)));
                    } catch (OutOfRangeException e) {
                        throw e.under(String.valueOf(i));
                    }
                }
                yield copy;
            }
            case ObjectNode object -> {
                ObjectNode copy = NODES.objectNode();
                for (var member : object.properties()) {
                    try {
                        copy.set(member.getKey(), unified(member.getValue()));
                    } catch (OutOfRangeException e) {
                        throw e.under(member.getKey());
                    }
                }
                yield copy;
            }
            default -> node.isNumber() && !node.isInt() ? number(node.decimalValue()) : node;
        };
    }

    private static JsonNode number(BigDecimal given) throws OutOfRangeException {
        BigDecimal value = given.stripTrailingZeros();
        if (!NumberRange.holds(value)) {
            throw new OutOfRangeException();
        }
        if (value.scale() > 0) {
            return DecimalNode.valueOf(value);
        }
        if (value.precision() - value.scale() > 18) {
            return NODES.numberNode(value.toBigIntegerExact());
        }
        long whole = value.longValueExact();
        return whole == (int) whole ? NODES.numberNode((int) whole) : NODES.numberNode(whole);
    }
}
