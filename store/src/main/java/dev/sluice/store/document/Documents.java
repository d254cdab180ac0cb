package dev.sluice.store.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads YAML or JSON documents, each into a tree of maps, lists, texts, numbers, booleans and null, and writes such trees as
 * YAML. A document has at most {@link #MAX_LENGTH} characters and {@link #MAX_DEPTH} levels, no aliases (a few lines of
 * them can stand for gigabytes), and no key twice.
 */
public final class Documents {

    public static final int MAX_LENGTH = 4 * 1024 * 1024;
    public static final int MAX_DEPTH = 20;
    public static final int MAX_DOCUMENTS = 1_000;

    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxDocumentLength(MAX_LENGTH)
            .build();

    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .loaderOptions(loaderOptions())
            .build();

    private Documents() {}

    /** Reads a document whose top is a map; an empty one is an empty map. */
    public static Map<String, @Nullable Object> read(String text) throws DocumentException {
        checkLength(text);
        // Tabs are white space in JSON but not in YAML, so what looks like JSON is read as that first.
        if (text.stripLeading().startsWith("{")) {
            try {
                return read(JSON, text);
            } catch (DocumentException notJson) {
                return readFlow(text, notJson);
            }
        }
        return read(YAML, text);
    }

    /** Reads all documents of a text, the tops of which are maps; empty ones are left out. */
    public static List<Map<String, @Nullable Object>> readAll(String text) throws DocumentException {
        checkLength(text);
        if (text.stripLeading().startsWith("{")) {
            try {
                return readAll(JSON, text);
            } catch (DocumentException notJson) {
                try {
                    return readAll(YAML, text);
                } catch (DocumentException notYamlEither) {
                    throw notJson;
                }
            }
        }
        return readAll(YAML, text);
    }

    /** Writes a tree of maps, lists, texts, numbers and booleans as YAML that a person can read and edit. */
    public static String write(Map<String, ?> tree) {
        return new YamlText().write(tree);
    }

    private static void checkLength(String text) throws DocumentException {
        if (text.length() > MAX_LENGTH) {
            throw new DocumentException("the document has " + text.length() + " characters: allowed are " + MAX_LENGTH);
        }
    }

    private static Map<String, @Nullable Object> readFlow(String text, DocumentException notJson)
            throws DocumentException {
        try {
            return read(YAML, text);
        } catch (DocumentException notYamlEither) {
            throw notJson;
        }
    }

    private static Map<String, @Nullable Object> read(JsonFactory format, String text) throws DocumentException {
        return parse(format, text, parser -> {
            Optional<Map<String, @Nullable Object>> tree = next(parser, parser.nextToken());
            if (tree.isPresent() && parser.nextToken() != null) {
                throw new DocumentException("there is more than one document" + at(parser.currentTokenLocation()));
            }
            return tree.orElseGet(LinkedHashMap::new);
        });
    }

    private static List<Map<String, @Nullable Object>> readAll(JsonFactory format, String text)
            throws DocumentException {
        return parse(format, text, parser -> {
            List<Map<String, @Nullable Object>> trees = new ArrayList<>();
            for (JsonToken first = parser.nextToken(); first != null; first = parser.nextToken()) {
                next(parser, first).ifPresent(trees::add);
                if (trees.size() > MAX_DOCUMENTS) {
                    throw new DocumentException("there are more than " + MAX_DOCUMENTS + " documents");
                }
            }
            return trees;
        });
    }

    /** The document that begins with the token {@code first}; empty if there is nothing in it. */
    private static Optional<Map<String, @Nullable Object>> next(JsonParser parser, @Nullable JsonToken first)
            throws IOException, DocumentException {
        boolean nothing = first == JsonToken.VALUE_STRING && parser.getText().isEmpty();
        if (first == null || first == JsonToken.VALUE_NULL || nothing) {
            return Optional.empty();
        }
        if (first != JsonToken.START_OBJECT) {
            throw new DocumentException(
                    "the document is not a map of keys and values" + at(parser.currentTokenLocation()));
        }
        return Optional.of(new TreeReader(parser).map());
    }

    private interface Reading<T> {
        T from(JsonParser parser) throws IOException, DocumentException;
    }

    private static <T> T parse(JsonFactory format, String text, Reading<T> reading) throws DocumentException {
        try (JsonParser parser = format.createParser(text)) {
            return reading.from(parser);
        } catch (StreamConstraintsException e) {
            throw new DocumentException("the document is nested too deep or too large: allowed are " + MAX_DEPTH
                    + " levels and " + MAX_LENGTH + " characters");
        } catch (JsonProcessingException e) {
            throw new DocumentException(problem(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String at(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String problem(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblem() != null) {
            Mark mark = yaml.getProblemMark();
            String place = mark == null
                    ? at(e.getLocation())
                    : " (line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ")";
            return yaml.getProblem().strip() + place;
        }
        if (e instanceof JsonEOFException) {
            return "it ends too early" + at(e.getLocation());
        }
        return e.getOriginalMessage().lines().findFirst().orElse("it cannot be read") + at(e.getLocation());
    }

    private static LoaderOptions loaderOptions() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_LENGTH);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(0);
        return options;
    }
}
