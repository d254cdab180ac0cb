package dev.sluice.decorators.twofactor.condition;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cel.common.values.NullValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A body as an expression sees it. Strict, because the function reads the body too, and maybe otherwise: a key that stands
 * there twice, or anything behind the end, is refused.
 */
final class JsonBody {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    /** @throws IOException if it is not JSON, or not strictly */
    static Object read(byte[] body) throws IOException {
        JsonNode tree = JSON.readTree(body);
        if (tree == null || tree.isMissingNode()) {
            throw new IOException("there is no body");
        }
        return value(tree);
    }

    private static Object value(JsonNode node) throws IOException {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    map.put(member.getKey(), value(member.getValue()));
                }
                yield map;
            }
            case ARRAY -> {
                List<Object> list = new ArrayList<>(node.size());
                for (JsonNode item : node) {
                    list.add(value(item));
                }
                yield list;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            // A number that no long can hold is compared as the nearest double, or as infinity.
            case NUMBER -> node.canConvertToLong() && node.isIntegralNumber() ? node.longValue() : node.doubleValue();
            case NULL -> NullValue.NULL_VALUE;
            case MISSING, BINARY, POJO -> throw new IOException("no JSON has this");
        };
    }
}
