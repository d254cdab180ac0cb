package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The code of all versions, filed under what it is: the digest of the upload. An artifact is named files that never change:
 * those at its top come first, by name, which are what was uploaded, then those in folders, by path. Calls may block on a disk or a network. Thread-safe. Extension point;
 * every implementation passes {@code ArtifactStoreContract}; {@link InMemoryArtifactStore} is the specification.
 *
 * <p>Every call may throw {@link StorageException} when the place where it keeps things fails.
 */
public interface ArtifactStore {

    /** Files at the top of an artifact before those in folders, each by name. */
    Comparator<String> ORDER = Comparator.<String, Boolean>comparing(name -> name.indexOf('/') >= 0)
            .thenComparing(Comparator.naturalOrder());

    /** Begins a new artifact. Nothing of it can be seen before {@link Draft#commit}. */
    Draft draft();

    /** The names of an artifact's files in {@link #ORDER}; empty if there is no such artifact. */
    List<String> files(Digest artifact);

    /** One file of an artifact; fails with {@link java.nio.file.NoSuchFileException} if it is not there. */
    InputStream open(Digest artifact, String file) throws IOException;

    /** All artifacts, in no order. */
    List<Digest> list();

    /**
     * Keeps an artifact from being removed, by anybody who shares the store and whether it is there already or not, until the pin
     * is closed or this process ends.
     */
    Pin pin(Digest artifact);

    /**
     * Removes an artifact that nobody has pinned; false if it stays, or if there was none.
     *
     * @param needed says that it must stay; asked while nobody can pin it, so whoever needs it pins it until this knows
     */
    boolean delete(Digest artifact, BooleanSupplier needed);

    default boolean contains(Digest artifact) {
        return !files(artifact).isEmpty();
    }

    /** Ends with {@link #close}, as often as that is called. */
    interface Pin extends AutoCloseable {

        @Override
        void close();
    }

    /** An artifact in the making. Used by one thread. */
    interface Draft extends AutoCloseable {

        /** Takes over a file: it is moved if it can be, and gone from where it was. */
        void take(String name, Path file);

        /**
         * Writes a file; close the stream before the commit. The name is one or more of letters, digits, {@code . _ -},
         * with {@code /} between parts.
         */
        OutputStream create(String name) throws IOException;

        /** Keeps it, durably; it must have a file at its top. If the artifact is there already it stays as it is and the draft is dropped. */
        void commit(Digest artifact);

        /** Drops what was not committed. */
        @Override
        void close();
    }
}
