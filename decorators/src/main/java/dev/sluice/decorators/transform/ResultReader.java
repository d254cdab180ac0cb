package dev.sluice.decorators.transform;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSON of what an expression came to. That may hold functions, the same list at many places, or more than anybody
 * wants to have. Used once, by one thread.
 */
final class ResultReader {

    /** As deep as bodies may be that are read. */
    private static final int MOST_DEPTH = 1000;

    /** Doubles are exact up to here, and shown without a fraction. */
    private static final double MOST_WHOLE = 1L << 53;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final List<String> path = new ArrayList<>();
    private final long most;
    private long weight;

    private ResultReader(long most) {
        this.most = most;
    }

    /** {@code most} is about how many characters the value may have as text. */
    static JsonNode read(@Nullable Object value, long most) throws NotRewrittenException {
        return new ResultReader(most).node(value);
    }

    private JsonNode node(@Nullable Object value) throws NotRewrittenException {
        grow(1);
        return switch (value) {
            case null -> NODES.nullNode();
            case Boolean truth -> NODES.booleanNode(truth);
            case String text -> {
                grow(text.length());
                yield NODES.textNode(text);
            }
            case Number number -> number(number);
            case List<?> list -> array(list);
            case Map<?, ?> map -> object(map);
            default -> {
                if (value == Jsonata.NULL_VALUE) {
                    yield NODES.nullNode();
                }
                throw new NotRewrittenException("JSONata: the value" + where() + " is a function, and no JSON");
            }
        };
    }

    private JsonNode number(Number number) throws NotRewrittenException {
        grow(number.toString().length());
        return switch (number) {
            case Integer whole -> NODES.numberNode(whole);
            case Long whole -> NODES.numberNode(whole);
            case BigInteger whole -> NODES.numberNode(whole);
            case BigDecimal exact -> DecimalNode.valueOf(exact);
            default -> {
                double value = number.doubleValue();
                if (!Double.isFinite(value)) {
                    throw new NotRewrittenException("JSONata: the number" + where() + " is out of range");
                }
                yield value == Math.rint(value) && Math.abs(value) <= MOST_WHOLE
                        ? NODES.numberNode((long) value)
                        : NODES.numberNode(value);
            }
        };
    }

    private JsonNode array(List<?> list) throws NotRewrittenException {
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < list.size(); i++) {
            enter(String.valueOf(i));
            array.add(node(list.get(i)));
            path.removeLast();
        }
        return array;
    }

    private JsonNode object(Map<?, ?> map) throws NotRewrittenException {
        ObjectNode object = NODES.objectNode();
        for (Map.Entry<?, ?> member : map.entrySet()) {
            String name = String.valueOf(member.getKey());
            grow(name.length());
            enter(name);
            object.set(name, node(member.getValue()));
            path.removeLast();
        }
        return object;
    }

    private void enter(String token) throws NotRewrittenException {
        if (path.size() >= MOST_DEPTH) {
            throw new NotRewrittenException("JSONata: the result is nested more than " + MOST_DEPTH + " deep");
        }
        path.add(token);
    }

    private void grow(int characters) throws NotRewrittenException {
        weight += characters + 1L;
        if (weight > most) {
            throw new NotRewrittenException("JSONata: the result has more than " + most + " bytes");
        }
    }

    private String where() {
        return path.isEmpty() ? "" : " at /" + String.join("/", path);
    }
}
