package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import java.nio.file.Path;
import java.util.List;

/** Artifacts that can be given to runners on this machine. Thread-safe. */
@FunctionalInterface
public interface LocalArtifacts {

    /**
     * Puts all files of an artifact into {@code folder}, under their names, for one runner to read; takes no room where the
     * folder is on the same file system. Folder and files can then not be written by their owner. Blocks on the disk.
     *
     * @param folder exists and is empty
     * @return the names of the files there, as {@link ArtifactStore#files} has them; empty if the artifact is not here
     */
    List<String> putInto(Path folder, Digest artifact);
}
