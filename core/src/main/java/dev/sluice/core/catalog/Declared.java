package dev.sluice.core.catalog;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The spec of a resource that is nothing but what somebody declared of it.
 *
 * @param written the spec as it was written, without what was left out: maps, lists, texts, whole numbers and booleans
 * @param settings what that means
 */
public record Declared<S extends Record>(Map<String, String> labels, Map<String, Object> written, S settings) {

    private static final String LABELS = "labels";
    private static final String CREATED_AT = "createdAt";

    public Declared {
        labels = Map.copyOf(labels);
        written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
    }

    /** When it was declared first. */
    public record Status(Instant createdAt) {}

    /** What {@code document} declares, which was read as {@code read}. */
    public static <S extends Record> Declared<S> of(
            Map<String, ? extends @Nullable Object> document, Kind.Document<S> read) {
        Map<String, String> labels = new TreeMap<>();
        read.metadata().labels().forEach((name, value) -> labels.put(name.value(), value.value()));
        Object spec = document.get("spec");
        Map<String, Object> written = spec instanceof Map<?, ?> map ? kept(map) : Map.of();
        return new Declared<>(labels, written, read.spec());
    }

    private static Map<String, Object> kept(Map<?, ?> map) {
        Map<String, Object> kept = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                kept.put(String.valueOf(key), keptValue(value));
            }
        });
        return kept;
    }

    private static Object keptValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            return kept(map);
        }
        if (value instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            for (Object each : list) {
                if (each != null) {
                    all.add(keptValue(each));
                }
            }
            return all;
        }
        return value instanceof Integer number ? (Object) number.longValue() : whole(value);
    }

    private static Object whole(Object value) {
        return value instanceof Boolean || value instanceof Long ? value : value.toString();
    }

    /** How resources of a kind are kept that is described by the record of its settings alone. */
    public static <S extends Record> ResourceKind<Declared<S>, Status> kind(Kind<S> kind, String plural) {
        return new ResourceKind<>(
                kind.apiVersion(),
                kind.name(),
                plural,
                ResourceKind.Residence.MEMORY,
                new SpecCodec<>(kind),
                new StatusCodec(),
                Declared::labels);
    }

    private record SpecCodec<S extends Record>(Kind<S> kind) implements Codec<Declared<S>> {

        @Override
        public Map<String, Object> write(Declared<S> declared) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put(LABELS, new TreeMap<>(declared.labels()));
            tree.putAll(declared.written());
            return tree;
        }

        @Override
        public Declared<S> read(Map<String, ? extends @Nullable Object> tree) {
            Map<String, @Nullable Object> spec = new LinkedHashMap<>(tree);
            Object told = spec.remove(LABELS);
            Map<String, String> labels = new TreeMap<>();
            if (told instanceof Map<?, ?> map) {
                map.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
            }
            return switch (kind.readSpec(spec)) {
                case Binding.Bound<S>(S settings) -> new Declared<>(labels, kept(spec), settings);
                case Binding.Refused<S>(List<SpecProblem> problems) ->
                    throw new IllegalArgumentException(
                            "spec." + problems.getFirst().path() + ": "
                                    + problems.getFirst().message());
            };
        }
    }

    private static final class StatusCodec implements Codec<Status> {

        @Override
        public Map<String, Object> write(Status status) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put(CREATED_AT, status.createdAt().toString());
            return tree;
        }

        @Override
        public Status read(Map<String, ? extends @Nullable Object> tree) {
            return new Status(new TypedTree(tree).instant(CREATED_AT));
        }
    }
}
