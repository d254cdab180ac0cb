package dev.sluice.gateway.affinity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One place in JSON bodies. Reads a body no further than that place. */
final class JsonField {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonPointer pointer;

    /** {@code pointer}: by RFC 6901, not the empty one. */
    JsonField(String pointer) {
        this.pointer = JsonPointer.compile(pointer);
    }

    /** The text, number or truth value there, as it is written; empty if there is none, or the body is no JSON up to there. */
    String value(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(body.position(), bytes);
        try (JsonParser parser = new FilteringParserDelegate(
                JSON.createParser(bytes), new JsonPointerBasedFilter(pointer), Inclusion.ONLY_INCLUDE_ALL, false)) {
            return switch (parser.nextToken()) {
                case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> parser.getText();
                case null, default -> "";
            };
        } catch (IOException e) {
            return "";
        }
    }
}
