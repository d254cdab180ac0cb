package dev.sluice.runner.command;

import dev.sluice.runner.program.upload.BadUploadException;
import dev.sluice.runner.program.upload.Finding;
import dev.sluice.runner.program.upload.ProgramUpload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** {@code inspect FILE|FOLDER [HANDLER]}: prints which file of an upload is started for each call ({@code docs/protocol.md}). */
final class Inspection {

    /** The name that a folder's program has as a rule. */
    private static final String USUAL_NAME = "command";

    /** Each call is a process, for all of which the memory of the instance is. */
    private static final int CONCURRENCY = 1;

    private static final int REFUSED = 1;

    private Inspection() {}

    public static void main(String[] arguments) throws IOException {
        try {
            ProgramUpload upload = ProgramUpload.of(Path.of(arguments[0]), USUAL_NAME);
            Finding.in(upload, Arrays.stream(arguments).skip(1).findFirst(), CONCURRENCY)
                    .print();
        } catch (BadUploadException e) {
            System.out.println(e.getMessage());
            System.exit(REFUSED);
        }
    }
}
