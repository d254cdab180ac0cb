package dev.sluice.core.spec;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.TreeValues;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingInfo;
import dev.sluice.core.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of resource, and how its documents are written: {@code apiVersion}, {@code kind}, {@code metadata} and {@code spec}.
 *
 * @param <S> its spec, as {@link Settings} reads it
 */
public final class Kind<S extends Record> {

    private static final Settings<Head> HEAD = Settings.of(Head.class);

    private final String apiVersion;
    private final String name;
    private final Settings<S> spec;

    /** Throws {@link IllegalArgumentException} if {@code spec} cannot be read: that is a fault of its author. */
    public Kind(String apiVersion, String name, Class<S> spec) {
        this.apiVersion = apiVersion;
        this.name = name;
        this.spec = Settings.of(spec);
    }

    /** A document around its spec. */
    record Head(
            @Setting("the version of the form of the document")
            Optional<String> apiVersion,

            @Setting("the kind of resource") Optional<String> kind,

            @Setting("what is said of the resource besides its spec")
            Metadata metadata,

            @Setting("what is wanted") Optional<Object> spec) {}

    /** A document that can be used. */
    public record Document<S>(Metadata metadata, S spec) {}

    public String apiVersion() {
        return apiVersion;
    }

    public String name() {
        return name;
    }

    /** The keys of a spec, in the order in which people are told. */
    public List<String> keys() {
        return spec.keys();
    }

    /** What there is to set in a spec, in order. */
    public List<SettingInfo> describe() {
        return spec.describe();
    }

    /** The JSON Schema (2020-12) of a spec that stands alone. */
    public Map<String, Object> specSchema() {
        return spec.schema();
    }

    /** Whether {@code tree} is a whole document; if not, it is a bare spec. */
    public static boolean isDocument(Map<String, ? extends @Nullable Object> tree) {
        return HEAD.keys().stream().anyMatch(tree::containsKey);
    }

    /** The start of a document, to put the spec behind. */
    public Map<String, Object> head(Map<String, Object> metadata) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("apiVersion", apiVersion);
        head.put("kind", name);
        head.put("metadata", metadata);
        return head;
    }

    /** Reads a whole document; never throws for what is in it, and tells everything that is wrong. */
    public Binding<Document<S>> read(Map<String, ? extends @Nullable Object> tree) {
        List<SpecProblem> problems = new ArrayList<>();
        expect(tree, "apiVersion", apiVersion, problems);
        expect(tree, "kind", name, problems);
        Optional<Head> head = told(HEAD.read(tree, ""), problems);
        Optional<S> settings = told(spec.read(tree.get("spec"), "spec"), problems);
        return problems.isEmpty()
                ? new Binding.Bound<>(new Document<>(head.orElseThrow().metadata(), settings.orElseThrow()))
                : new Binding.Refused<>(problems);
    }

    /** Reads a spec that stands alone. */
    public Binding<S> readSpec(Map<String, ? extends @Nullable Object> tree) {
        return spec.read(tree, "");
    }

    private static <T> Optional<T> told(Binding<T> binding, List<SpecProblem> problems) {
        return switch (binding) {
            case Binding.Bound<T>(T settings) -> Optional.of(settings);
            case Binding.Refused<T>(List<SpecProblem> wrong) -> {
                problems.addAll(wrong);
                yield Optional.empty();
            }
        };
    }

    private static void expect(
            Map<String, ? extends @Nullable Object> tree, String key, String value, List<SpecProblem> problems) {
        Object written = tree.get(key);
        if (written == null) {
            problems.add(new SpecProblem(key, key + " is missing", value));
            return;
        }
        TreeValues.scalar(written)
                .filter(text -> !text.equals(value))
                .ifPresent(text ->
                        problems.add(new SpecProblem(key, key + " is '" + TreeValues.shown(text) + "'", value)));
    }

    /** The JSON Schema (2020-12) of its documents, with {@code specials} in the place of what some keys of the spec have. */
    public Map<String, Object> schema(Map<String, Map<String, Object>> specials) {
        Map<String, Object> ofSpec = new LinkedHashMap<>(spec.schema());
        if (ofSpec.get("properties") instanceof Map<?, ?> properties) {
            Map<Object, Object> replaced = new LinkedHashMap<>(properties);
            replaced.putAll(specials);
            ofSpec.put("properties", replaced);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.put("title", name);
        document.put("type", "object");
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("apiVersion", Map.of("const", apiVersion));
        properties.put("kind", Map.of("const", name));
        properties.put("metadata", Settings.of(Metadata.class).schema());
        properties.put("spec", ofSpec);
        document.put("properties", properties);
        document.put("required", List.of("apiVersion", "kind", "metadata"));
        document.put("additionalProperties", false);
        return document;
    }
}
