package dev.sluice.gateway.catalog;

import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.gateway.document.DocumentException;
import dev.sluice.gateway.document.Documents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The text in which homes of the first format kept a function: one document with all its versions. */
final class HistoryDocument {

    private static final String KIND = "FunctionHistory";

    private HistoryDocument() {}

    /** Reads one. {@link IllegalArgumentException}: it makes no sense. */
    static FunctionHistory read(String text) throws DocumentException {
        if (!text.stripTrailing().endsWith(ResourceText.END.strip())) {
            throw new IllegalArgumentException("it was cut short: its last line is not '...'");
        }
        Map<String, @Nullable Object> tree = Documents.read(text);
        if (!KIND.equals(tree.get("kind"))) {
            throw new IllegalArgumentException("its kind is not " + KIND);
        }
        FunctionName name = new FunctionName(text(map(tree, "metadata"), "name"));
        List<FunctionVersion> versions = new ArrayList<>();
        if (tree.get("versions") instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> version) {
                    versions.add(version(name, version));
                }
            }
        }
        return new FunctionHistory(name, number(tree, "live"), versions);
    }

    private static FunctionVersion version(FunctionName name, Map<?, ?> tree) {
        return new FunctionVersion(
                name,
                number(tree, "number"),
                tree.containsKey("artifact")
                        ? Optional.of(new Digest(text(tree, "artifact").replaceFirst("^sha256:", "")))
                        : Optional.empty(),
                spec(map(tree, "spec")),
                Instant.parse(text(tree, "createdAt")));
    }

    private static FunctionSpec spec(Map<?, ?> map) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        map.forEach((key, value) -> tree.put(String.valueOf(key), value));
        return FunctionKinds.FUNCTION.spec().read(tree);
    }

    private static String text(Map<?, ?> tree, String key) {
        if (tree.get(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("there is no text under " + key);
    }

    private static int number(Map<?, ?> tree, String key) {
        if (tree.get(key) instanceof Long number) {
            return Math.toIntExact(number);
        }
        throw new IllegalArgumentException("there is no whole number under " + key);
    }

    private static Map<?, ?> map(Map<?, ?> tree, String key) {
        if (tree.get(key) instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("there is no map under " + key);
    }
}
