package dev.sluice.runner.function;

import dev.sluice.core.protocol.Frame;
import java.nio.file.Path;
import java.util.List;

/**
 * What of an artifact is the class path. The gateway unpacks an archive as {@code path/NNNNN/NAME.jar}, in the order of its
 * class path; place 00000 is missing where the archive itself comes first.
 */
final class ClassPath {

    private static final String FIRST = "path/00000/";

    private ClassPath() {}

    /** Absolute paths, in order. */
    static List<Path> of(Frame.Artifact artifact) {
        boolean unpacked = artifact.files().stream().anyMatch(file -> file.startsWith(FIRST));
        return unpacked ? artifact.paths().stream().skip(1).toList() : artifact.paths();
    }
}
