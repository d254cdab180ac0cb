package dev.sluice.runner.program.upload;

import java.io.IOException;
import java.nio.file.Path;

/** One executable file, whatever its mode. */
record SingleFile(Path file) implements ProgramUpload {

    @Override
    public String find() {
        return "program";
    }

    @Override
    public Executable check(String name) throws IOException, BadUploadException {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")) {
            throw new BadUploadException("the handler '" + name
                    + "' is no plain name of a file: leave it out where one file is the program");
        }
        return ProgramUpload.checked(file, "the upload");
    }
}
