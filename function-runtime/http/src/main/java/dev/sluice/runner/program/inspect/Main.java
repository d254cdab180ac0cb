package dev.sluice.runner.program.inspect;

import dev.sluice.runner.program.upload.BadUploadException;
import dev.sluice.runner.program.upload.Executable;
import dev.sluice.runner.program.upload.ProgramUpload;
import java.io.IOException;
import java.nio.file.Path;

/** {@code inspect FILE|FOLDER [HANDLER]}: prints which file of an upload is the program, and how many calls it gets at once ({@code docs/protocol.md}). */
public final class Main {

    /** A program that listens takes several calls as a rule; few of those that do not mind more ask for less than this. */
    private static final int CONCURRENCY = 16;

    private static final int REFUSED = 1;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        try {
            ProgramUpload upload = ProgramUpload.of(Path.of(arguments[0]));
            String name = arguments.length > 1 ? arguments[1] : upload.find();
            Executable program = upload.check(name);
            System.out.println(name);
            System.out.println("concurrency: " + CONCURRENCY);
            program.target().ifPresent(target -> System.out.println("target: " + target));
        } catch (BadUploadException e) {
            System.out.println(e.getMessage());
            System.exit(REFUSED);
        }
    }
}
