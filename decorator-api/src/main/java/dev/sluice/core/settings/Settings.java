package dev.sluice.core.settings;

import dev.sluice.core.function.SpecProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a record stands for. Its components may be texts, {@code int}, {@code long}, {@code double},
 * {@code boolean}, {@link java.time.Duration}, {@link dev.sluice.core.function.MemorySize}, {@link java.net.URI}, enums
 * (written in lower case with {@code -}), records, sealed interfaces of records (one word, or a map of one key), types
 * with a public static {@code parse(String)} or {@code parse(Object)}, records of one text such as {@link
 * dev.sluice.core.function.SecretName}, lists, maps by text, {@link Optional} of any of these, and free JSON ({@code
 * Object}, {@code Map<String, Object>}). An {@link IllegalArgumentException} of its constructor is a fault of the
 * settings: its message is told at their path.
 */
public final class Settings<S extends Record> {

    private final Class<S> type;
    private final RecordShape shape;

    private Settings(Class<S> type) {
        this.type = type;
        this.shape = RecordShape.of(type);
    }

    /** Throws {@link IllegalArgumentException} if {@code type} cannot be read: that is a fault of its author. */
    public static <S extends Record> Settings<S> of(Class<S> type) {
        return new Settings<>(type);
    }

    /**
     * Reads what somebody wrote.
     *
     * @param tree maps, lists, texts, numbers, booleans; null if nothing was written
     * @param path where it stands, as people are told: {@code decorators[1].rate-limit}
     */
    public Binding<S> read(@Nullable Object tree, String path) {
        List<SpecProblem> problems = new ArrayList<>();
        Optional<Object> settings = shape.read(tree == null ? Map.of() : tree, new Place(path, problems));
        if (problems.isEmpty()) {
            return new Binding.Bound<>(Objects.requireNonNull(type.cast(settings.orElseThrow())));
        }
        return new Binding.Refused<>(problems);
    }

    /** The keys that there are, in the order of the record. */
    public List<String> keys() {
        return shape.keys();
    }

    /** The JSON Schema (2020-12) of a tree that can be read, as a tree itself; bounds between settings are not in it. */
    public Map<String, Object> schema() {
        return shape.schema();
    }

    /** What there is to set, in the order of the record. */
    public List<SettingInfo> describe() {
        return shape.inside();
    }
}
