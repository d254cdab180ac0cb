package dev.sluice.core.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a part of a resource as a tree of maps, lists, texts, whole numbers and booleans, and reads it again. */
public interface Codec<X> {

    /** The tree, whose keys are in the order in which people read them. */
    Map<String, Object> write(X content);

    /**
     * The least format of a record that can hold this: builds that know only lower ones leave the record alone. 1 unless what
     * it holds came later.
     */
    default int format(X content) {
        return 1;
    }

    /** Reads what {@link #write} wrote; fails with {@link IllegalArgumentException} or {@link
     * java.time.DateTimeException} and a sentence if the tree makes no sense. */
    X read(Map<String, ? extends @Nullable Object> tree);
}
