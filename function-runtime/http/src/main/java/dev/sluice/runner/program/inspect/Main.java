package dev.sluice.runner.program.inspect;

import dev.sluice.runner.program.golang.GoRefusedException;
import dev.sluice.runner.program.golang.GoSources;
import dev.sluice.runner.program.upload.BadUploadException;
import dev.sluice.runner.program.upload.Finding;
import dev.sluice.runner.program.upload.ProgramUpload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code inspect FILE|FOLDER [HANDLER]}: prints which file of an upload is the program, and how many calls it gets at once ({@code docs/protocol.md}). */
public final class Main {

    /** A program that listens takes several calls as a rule; few of those that do not mind more ask for less than this. */
    private static final int CONCURRENCY = 16;

    /** The name that AWS Lambda looks for in the zip of a custom runtime. */
    private static final String USUAL_NAME = "bootstrap";

    private static final int REFUSED = 1;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        try {
            Path place = Path.of(arguments[0]);
            Optional<String> named =
                    Optional.of(arguments).filter(all -> all.length > 1).map(all -> all[1]);
            if (named.filter(name -> !name.equals(GoSources.PROGRAM)).isEmpty() && isOfSources(place)) {
                new Finding(GoSources.PROGRAM, CONCURRENCY, machine()).print();
                System.out.println("because: it is built of the sources in Go");
                return;
            }
            Finding.in(ProgramUpload.of(place, USUAL_NAME), named, CONCURRENCY).print();
        } catch (BadUploadException | GoRefusedException e) {
            System.out.println(e.getMessage());
            System.exit(REFUSED);
        }
    }

    /** Whether a program is to be made first, for which the upload is good as far as can be seen. */
    private static boolean isOfSources(Path place) throws IOException, GoRefusedException {
        if (Files.isDirectory(place)) {
            return GoSources.inFolder(place).isPresent();
        }
        if (!GoSources.ONE_FILE.equals(System.getenv("SLUICE_FILE"))) {
            return false;
        }
        String title = System.getenv("SLUICE_FILE_NAME");
        GoSources.ofFile(place, title == null ? GoSources.ONE_FILE : title);
        return true;
    }

    /** That for which a program is made here. */
    private static Optional<String> machine() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> Optional.of("linux/amd64/any/any");
            case "aarch64" -> Optional.of("linux/arm64/any/any");
            default -> Optional.empty();
        };
    }
}
