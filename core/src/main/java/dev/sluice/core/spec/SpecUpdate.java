package dev.sluice.core.spec;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a deployment says of the spec of a function that may have one already. */
public sealed interface SpecUpdate {

    /** Nothing: the spec that is kept stays as it is. */
    SpecUpdate NOTHING = new Patch(Map.of());

    /**
     * The spec to read.
     *
     * @param kept the one that is live; empty if there is none
     * @param newCode whether code is sent too: then the handler is that of the new code, unless this says which
     */
    Map<String, @Nullable Object> applied(Optional<FunctionSpec> kept, boolean newCode);

    /** The kept code that it names; empty if it names none, or none that can be understood. */
    default Optional<Digest> code() {
        return digest(written("code"));
    }

    /** What it says under a key of the spec, if it says something. */
    @Nullable
    Object written(String key);

    private static Optional<Digest> digest(@Nullable Object written) {
        try {
            return written instanceof String text ? Optional.of(Digest.parse(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // Told when the spec is read.
            return Optional.empty();
        }
    }

    /** A whole spec: nothing of the one that is kept stays, and what it leaves out is as usual. */
    record Replacement(Map<String, @Nullable Object> tree) implements SpecUpdate {

        @Override
        public Map<String, @Nullable Object> applied(Optional<FunctionSpec> kept, boolean newCode) {
            return tree;
        }

        @Override
        public @Nullable Object written(String key) {
            Object spec = Kind.isDocument(tree) ? tree.get("spec") : tree;
            return spec instanceof Map<?, ?> map ? map.get(key) : null;
        }
    }

    /** Single keys, as the plain fields of a form: they change the spec that is kept, and all others stay. */
    record Patch(Map<String, String> fields) implements SpecUpdate {

        @Override
        public Map<String, @Nullable Object> applied(Optional<FunctionSpec> kept, boolean newCode) {
            Map<String, @Nullable Object> tree =
                    new LinkedHashMap<>(kept.map(SpecTree::of).orElse(Map.of()));
            if (newCode) {
                // Code takes the place of an upstream, and brings its own handler.
                tree.keySet().removeAll(FunctionReader.BACKEND_KEYS);
            } else if (fields.containsKey("upstream")) {
                tree.keySet().retainAll(FunctionReader.UPSTREAM_KEYS);
            }
            return SpecFields.over(tree, fields);
        }

        @Override
        public @Nullable Object written(String key) {
            return fields.get(key);
        }

        /** The same keys alone: whatever they leave out is as usual. */
        public Replacement alone() {
            return new Replacement(SpecFields.over(Map.of(), fields));
        }
    }
}
