package dev.sluice.events.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.json.MediaTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The data of events as expressions in CEL see it: JSON as maps, lists, texts, ints, doubles, bools and null; text as a text; all else as
 * bytes; none as null.
 */
final class EventData {

    /** How much data filters read: 1 MiB. */
    private static final int MOST = 1 << 20;

    private static final int DEEPEST = 256;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private EventData() {}

    static Object of(CloudEvent event) throws FilterFailedException {
        if (event.data().isEmpty()) {
            return NullValue.NULL_VALUE;
        }
        byte[] data = event.data().get();
        if (data.length > MOST) {
            throw new FilterFailedException("The filter reads 'event.data', which has " + data.length
                    + " bytes: filters read up to " + MOST + ".");
        }
        String type = MediaTypes.of(event.contentType().orElse(""));
        if (type.endsWith("/json") || type.endsWith("+json")) {
            return json(data);
        }
        return type.startsWith("text/") ? text(data) : CelByteString.of(data);
    }

    private static String text(byte[] data) throws FilterFailedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FilterFailedException(
                    "The filter reads 'event.data', which is said to be text and is not UTF-8.");
        }
    }

    private static Object json(byte[] data) throws FilterFailedException {
        try (JsonParser parser = JSON.createParser(data)) {
            if (parser.nextToken() == null) {
                throw new FilterFailedException(
                        "The filter reads 'event.data', which is said to be JSON and is empty.");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "there is something behind its end");
            }
            return value;
        } catch (IOException e) {
            String said = e instanceof JsonParseException parse ? parse.getOriginalMessage() : e.getMessage();
            throw new FilterFailedException(
                    "The filter reads 'event.data', which is said to be JSON and is not: " + said + ".");
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            // A number that no long can hold is compared as the nearest double, or as infinity.
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> (Object) parser.getLongValue();
                    default -> parser.getDoubleValue();
                };
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NullValue.NULL_VALUE;
            default -> throw new JsonParseException(parser, "a value is expected");
        };
    }
}
