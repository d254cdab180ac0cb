package dev.sluice.runner.program.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was uploaded, and which file of it is the program. Looking runs nothing. */
public sealed interface ProgramUpload permits SingleFile, ProgramFolder {

    /**
     * What lies at {@code place}: a file, or a folder that was sent.
     *
     * @param usualName that a folder's program has where nobody names one
     */
    static ProgramUpload of(Path place, String usualName) {
        return Files.isDirectory(place) ? new ProgramFolder(place, usualName) : new SingleFile(place);
    }

    /** The name of the program where nobody names one, which is still to be checked. */
    String find() throws IOException, BadUploadException;

    /** What the program's file begins with; fails with a sentence if {@code name} cannot be the program. */
    Executable check(String name) throws IOException, BadUploadException;

    /** @param subject of the sentence that says what is wrong with a file */
    static Executable checked(Path file, String subject) throws IOException, BadUploadException {
        try (InputStream in = Files.newInputStream(file)) {
            Executable executable = Executable.read(in);
            if (executable.fault().isPresent()) {
                throw new BadUploadException(subject + " " + executable.fault().get());
            }
            return executable;
        }
    }
}
