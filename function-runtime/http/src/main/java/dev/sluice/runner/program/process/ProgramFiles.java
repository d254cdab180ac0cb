package dev.sluice.runner.program.process;

import dev.sluice.core.protocol.Frame;
import dev.sluice.runner.program.process.ProgramFaultException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Finds the program among the files of an artifact, and makes it one that can be executed. */
public final class ProgramFiles {

    private ProgramFiles() {}

    /**
     * The program as it can be executed. In a folder that was sent it lies where it is to run; of a single file, whose mode nobody has told,
     * a copy is made.
     *
     * @param work a folder that may be written to
     */
    public static Path executable(Frame.Artifact artifact, String handler, Path work) throws ProgramFaultException {
        Path first = artifact.paths().getFirst();
        if (artifact.files().size() > 1 || Files.isDirectory(first) || Files.isExecutable(first)) {
            return Path.of(artifact.folder()).resolve(handler);
        }
        try {
            Path copy = Files.createDirectory(work.resolve("program")).resolve(handler);
            Files.copy(first, copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
            return copy;
        } catch (IOException e) {
            throw new ProgramFaultException(
                    Reason.BAD_ARTIFACT,
                    "the program cannot be put into place: " + e.getMessage(),
                    "Look whether the disk has room on which the work folders of instances are.");
        }
    }
}
