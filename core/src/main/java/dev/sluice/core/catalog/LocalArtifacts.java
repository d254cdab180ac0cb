package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import java.nio.file.Path;
import java.util.List;

/** Artifacts that runners on this machine can read. */
@FunctionalInterface
public interface LocalArtifacts {

    /** Absolute paths of all files of an artifact, the code first; empty if it is not here. */
    List<Path> classPath(Digest artifact);
}
