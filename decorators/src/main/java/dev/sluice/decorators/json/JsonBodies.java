package dev.sluice.decorators.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.json.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON bodies (RFC 8259) without losing a digit or the order of members. */
public final class JsonBodies {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final JsonMapper STRICT = MAPPER.rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonBodies() {}

    /** The tree; empty if it is no JSON, or none that is nested less than 1,000 deep. */
    public static Optional<JsonNode> read(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("an array cannot fail to be read", e);
        }
    }

    /**
     * The tree; throws with a sentence if it is no JSON, is nested 1,000 deep, or has two members of one name in an
     * object, of which another reader may take the other.
     */
    public static JsonNode readStrictly(byte[] body) throws JacksonException {
        try {
            JsonNode node = STRICT.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JacksonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("an array cannot fail to be read", e);
        }
    }

    /** Maps, lists, texts, numbers, booleans and null. */
    public static @Nullable Object tree(JsonNode node) {
        return MAPPER.convertValue(node, Object.class);
    }

    public static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can always be written", e);
        }
    }

    /** Writes into {@code out}, which stays open, and throws what that throws. */
    public static void write(JsonNode node, OutputStream out) throws IOException {
        MAPPER.writer().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, node);
    }

    /** The JSON of what a spec has: maps, lists, texts, numbers, booleans and null. */
    public static JsonNode of(Object tree) {
        return MAPPER.valueToTree(tree);
    }

    /** Whether a body under these headers says that it is JSON: {@code application/json} or {@code …+json}. */
    public static boolean isJson(Headers headers) {
        String type = mediaType(headers);
        return type.equals("application/json") || type.endsWith("+json");
    }

    /** The media type in lower case without parameters; empty if none is told. */
    public static String mediaType(Headers headers) {
        return MediaTypes.of(headers.first("content-type").orElse(""));
    }
}
