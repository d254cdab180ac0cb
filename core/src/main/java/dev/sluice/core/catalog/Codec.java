package dev.sluice.core.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a part of a resource as a tree of maps, lists, texts, whole numbers and booleans, and reads it again. */
public interface Codec<X> {

    /** The tree, whose keys are in the order in which people read them. */
    Map<String, Object> write(X content);

    /** Reads what {@link #write} wrote; fails with {@link IllegalArgumentException} or {@link
     * java.time.DateTimeException} and a sentence if the tree makes no sense. */
    X read(Map<String, ? extends @Nullable Object> tree);
}
