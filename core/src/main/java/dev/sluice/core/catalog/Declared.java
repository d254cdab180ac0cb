package dev.sluice.core.catalog;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.TreeValues;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.Kind;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
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
    private static final String FUNCTION = "function";
    private static final String DECLARED = "declared";

    public Declared {
        labels = Map.copyOf(labels);
        written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
    }

    /**
     * What is kept of a resource besides its spec.
     *
     * @param createdAt when it was declared first
     * @param owner the function to whose spec it belongs; empty if it was declared by itself
     */
    public record Status(Instant createdAt, Optional<Owner> owner) {

        /** Of one that was declared by itself. */
        public Status(Instant createdAt) {
            this(createdAt, Optional.empty());
        }
    }

    /**
     * The function to whose spec a resource of its namespace belongs.
     *
     * @param function its name, without the namespace
     * @param declared what its spec says of the resource: maps, lists, texts, whole numbers and booleans. The resource's own spec
     *     was made of that, and may have been paused or resumed since
     */
    public record Owner(String function, Map<String, Object> declared) {

        public Owner {
            declared = TreeValues.written(declared);
        }
    }

    /** What {@code document} declares, which was read as {@code read}. */
    public static <S extends Record> Declared<S> of(
            Map<String, ? extends @Nullable Object> document, Kind.Document<S> read) {
        Map<String, String> labels = new TreeMap<>();
        read.metadata().labels().forEach((name, value) -> labels.put(name.value(), value.value()));
        Object spec = document.get("spec");
        Map<String, Object> written = spec instanceof Map<?, ?> map ? TreeValues.written(map) : Map.of();
        return new Declared<>(labels, written, read.spec());
    }

    /** How resources of a kind are kept that is described by the record of its settings alone. */
    public static <S extends Record> ResourceKind<Declared<S>, Status> kind(Kind<S> kind, String plural) {
        return kind(kind, plural, _ -> 1);
    }

    /** {@code format}: the least format of a record that can hold such a spec, as {@link Codec#format} has it. */
    public static <S extends Record> ResourceKind<Declared<S>, Status> kind(
            Kind<S> kind, String plural, ToIntFunction<S> format) {
        return new ResourceKind<>(
                kind.apiVersion(),
                kind.name(),
                plural,
                ResourceKind.Residence.MEMORY,
                new SpecCodec<>(kind, format),
                new StatusCodec(),
                Declared::labels);
    }

    private record SpecCodec<S extends Record>(Kind<S> kind, ToIntFunction<S> format) implements Codec<Declared<S>> {

        @Override
        public int format(Declared<S> declared) {
            return format.applyAsInt(declared.settings());
        }

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
                case Binding.Bound<S>(S settings) -> new Declared<>(labels, TreeValues.written(spec), settings);
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
            status.owner().ifPresent(owner -> {
                tree.put(FUNCTION, owner.function());
                tree.put(DECLARED, owner.declared());
            });
            return tree;
        }

        /** What belongs to a function came with the fourth format. */
        @Override
        public int format(Status status) {
            return status.owner().isPresent() ? 4 : 1;
        }

        @Override
        public Status read(Map<String, ? extends @Nullable Object> tree) {
            TypedTree told = new TypedTree(tree);
            Optional<Owner> owner = tree.containsKey(FUNCTION)
                    ? Optional.of(new Owner(told.text(FUNCTION), TreeValues.written(told.map(DECLARED))))
                    : Optional.empty();
            return new Status(told.instant(CREATED_AT), owner);
        }
    }
}
