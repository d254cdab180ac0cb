package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes typed values out of the tree of a status; fails with {@link IllegalArgumentException} where there are none. */
record StatusTree(Map<?, ? extends @Nullable Object> tree) {

    int number(String key) {
        if (tree.get(key) instanceof Long number) {
            return Math.toIntExact(number);
        }
        throw new IllegalArgumentException("there is no whole number under " + key);
    }

    String text(String key) {
        if (tree.get(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("there is no text under " + key);
    }

    Instant instant(String key) {
        return Instant.parse(text(key));
    }

    Optional<Digest> artifact() {
        return hexOfArtifact().map(Digest::new);
    }

    /** The digits of {@code artifact: sha256:…}. */
    Optional<String> hexOfArtifact() {
        return tree.containsKey("artifact")
                ? Optional.of(text("artifact").replaceFirst("^sha256:", ""))
                : Optional.empty();
    }
}
