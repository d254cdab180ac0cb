package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes typed values out of the tree of a record; fails with {@link IllegalArgumentException} where there are none, and with
 * {@link ArithmeticException} where a number is too great.
 */
public record TypedTree(Map<?, ? extends @Nullable Object> tree) {

    public int number(String key) {
        return Math.toIntExact(longNumber(key));
    }

    public long longNumber(String key) {
        if (tree.get(key) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("there is no whole number under " + key);
    }

    /** A tree inside; the keys of what documents are read into are texts. */
    @SuppressWarnings("unchecked")
    public Map<String, @Nullable Object> map(String key) {
        if (tree.get(key) instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalArgumentException("there is no map under " + key);
    }

    public String text(String key) {
        if (tree.get(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("there is no text under " + key);
    }

    public Instant instant(String key) {
        return Instant.parse(text(key));
    }

    public Optional<Digest> artifact() {
        return hexOfArtifact().map(Digest::new);
    }

    /** The digits of {@code artifact: sha256:…}. */
    Optional<String> hexOfArtifact() {
        if (!tree.containsKey("artifact")) {
            return Optional.empty();
        }
        String written = text("artifact");
        return Optional.of(written.startsWith("sha256:") ? written.substring("sha256:".length()) : written);
    }
}
