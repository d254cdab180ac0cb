package dev.sluice.store.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds a tree from a parser's tokens. A scalar is a number or a boolean only if its text is the usual form of one, so
 * that {@code 1.10}, {@code 007} and {@code Yes} keep the text that their author wrote. Whole numbers are exact up to 100 digits.
 */
final class TreeReader {

    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9]\\d{0,17})");
    private static final Pattern LARGE = Pattern.compile("-?[1-9]\\d{18,99}");
    private static final Pattern EXPONENT = Pattern.compile("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?[eE][+-]?\\d{1,3}");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9]\\d{0,30})\\.\\d{1,30}");

    private final JsonParser parser;

    TreeReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The map whose beginning is the parser's current token. */
    Map<String, @Nullable Object> map() throws IOException, DocumentException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String where = Documents.at(parser.currentTokenLocation());
            if (map.containsKey(key)) {
                throw new DocumentException("the key '" + key + "' is there twice" + where);
            }
            parser.nextToken();
            map.put(key, value());
        }
        return map;
    }

    private List<@Nullable Object> list() throws IOException, DocumentException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value());
        }
        return list;
    }

    private @Nullable Object value() throws IOException, DocumentException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new DocumentException(
                    "aliases are not allowed" + Documents.at(parser.currentTokenLocation()) + ": write the value out");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> map();
            case START_ARRAY -> list();
            case VALUE_NULL -> null;
            case VALUE_TRUE, VALUE_FALSE -> truth(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
            case VALUE_STRING -> parser.getText();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new DocumentException("there is no value here" + Documents.at(parser.currentTokenLocation()));
        };
    }

    private static Object truth(String text) {
        return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : text;
    }

    private static Object number(String text) {
        if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        if (LARGE.matcher(text).matches()) {
            BigInteger large = new BigInteger(text);
            return large.bitLength() < Long.SIZE ? (Object) large.longValue() : large;
        }
        if (EXPONENT.matcher(text).matches()) {
            return new WrittenDecimal(text);
        }
        return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : text;
    }
}
