package dev.sluice.gateway.catalog;

import dev.sluice.core.catalog.Catalog.Stored;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.DecoratorRules;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.FunctionReader;
import dev.sluice.core.spec.SpecDraft;
import dev.sluice.core.spec.SpecTree;
import dev.sluice.gateway.document.DocumentException;
import dev.sluice.gateway.document.Documents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A function's history as the text of its file. */
final class FunctionDocument {

    /** YAML's mark for the end of a document: without it at its end a file was cut short. */
    static final String END = "...\n";

    private static final String KIND = "FunctionHistory";

    private FunctionDocument() {}

    static String write(FunctionHistory history, Revision revision) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("apiVersion", FunctionReader.KIND.apiVersion());
        tree.put("kind", KIND);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", history.name().value());
        metadata.put("revision", Long.valueOf(revision.value()));
        tree.put("metadata", metadata);
        tree.put("live", history.live());
        tree.put(
                "versions",
                history.versions().stream().map(FunctionDocument::version).toList());
        return Documents.write(tree) + END;
    }

    /** Reads what {@link #write} wrote, and what a person made of it. {@link IllegalArgumentException}: it makes no sense. */
    static Stored read(String text) throws DocumentException {
        if (!text.stripTrailing().endsWith(END.strip())) {
            throw new IllegalArgumentException("it was cut short: its last line is not '...'");
        }
        Map<String, @Nullable Object> tree = Documents.read(text);
        expect(FunctionReader.KIND.apiVersion(), text(tree, "apiVersion"));
        expect(KIND, text(tree, "kind"));
        Map<?, ?> metadata = map(tree, "metadata");
        FunctionName name = new FunctionName(text(metadata, "name"));
        List<FunctionVersion> versions = new ArrayList<>();
        if (tree.get("versions") instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> version) {
                    versions.add(version(name, version));
                }
            }
        }
        FunctionHistory history = new FunctionHistory(name, Math.toIntExact(number(tree, "live")), versions);
        return new Stored(history, new Revision(Long.toString(number(metadata, "revision"))));
    }

    private static Map<String, Object> version(FunctionVersion version) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("number", version.number());
        version.artifact().ifPresent(artifact -> tree.put("artifact", artifact.toString()));
        tree.put("createdAt", version.createdAt().toString());
        tree.put("spec", SpecTree.of(version.spec()));
        return tree;
    }

    private static FunctionVersion version(FunctionName name, Map<?, ?> tree) {
        return new FunctionVersion(
                name,
                Math.toIntExact(number(tree, "number")),
                tree.containsKey("artifact")
                        ? Optional.of(new Digest(text(tree, "artifact").replaceFirst("^sha256:", "")))
                        : Optional.empty(),
                spec(map(tree, "spec")),
                Instant.parse(text(tree, "createdAt")));
    }

    /** Reads the text of a spec. */
    static FunctionSpec spec(String text) throws DocumentException {
        return spec(Documents.read(text));
    }

    private static FunctionSpec spec(Map<?, ?> map) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        map.forEach((key, value) -> tree.put(String.valueOf(key), value));
        return switch (FunctionReader.read(tree, DecoratorRules.CHECKED_BEFORE)) {
            case Binding.Bound<SpecDraft>(var draft) ->
                draft.upstream().isPresent()
                        ? draft.ofUpstream().orElseThrow()
                        : draft.complete(new RuntimeName(text(tree, "runtime")), text(tree, "handler"));
            case Binding.Refused<SpecDraft>(var problems) ->
                throw new IllegalArgumentException("spec." + problems.getFirst().path() + ": "
                        + problems.getFirst().message());
        };
    }

    private static void expect(String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new IllegalArgumentException("'" + actual + "' where '" + expected + "' was expected");
        }
    }

    private static String text(Map<?, ?> tree, String key) {
        if (tree.get(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("there is no text under " + key);
    }

    private static long number(Map<?, ?> tree, String key) {
        if (tree.get(key) instanceof Long number) {
            return number;
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
