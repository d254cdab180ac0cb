package dev.sluice.runner.command;

import dev.sluice.core.invocation.Headers;
import dev.sluice.runner.program.process.ChildProcess.Exit;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What a program that has ended answers: the files that it left, else what it printed; or that it failed.
 *
 * @param body writes the body
 * @param printed whether the body is what it printed
 */
record CommandAnswer(int status, Headers headers, Body body, boolean printed) {

    static final String EXIT_CODE = "Exit-Code";

    private static final int OK = 200;
    private static final int UNPROCESSABLE = 422;
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;

    /** Of sysexits.h: the input is wrong, EX_USAGE to EX_NOINPUT, and will be the next time. */
    private static final int USAGE = 64;

    private static final int NO_INPUT = 66;

    /** EX_TEMPFAIL of sysexits.h: try again. */
    private static final int TEMPORARY = 75;

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PLAIN_NAME = "[A-Za-z0-9._-]{1,100}";

    /** Writes a body to its end. */
    interface Body {
        void write(OutputStream out) throws IOException;
    }

    static CommandAnswer of(Exit exit, CallFolder folder) throws IOException {
        if (exit.code() != 0) {
            byte[] words = (exit.lastWords() + "\n").getBytes(StandardCharsets.UTF_8);
            return left(status(exit.code()), head(exit, TEXT), out -> out.write(words));
        }
        List<Path> results = folder.results();
        return switch (results.size()) {
            case 0 -> new CommandAnswer(OK, head(exit, TEXT), out -> Files.copy(folder.printed(), out), true);
            case 1 -> one(exit, results.getFirst());
            default -> left(OK, head(exit, "application/zip"), out -> zip(folder.output(), results, out));
        };
    }

    private static CommandAnswer left(int status, Headers headers, Body body) {
        return new CommandAnswer(status, headers, body, false);
    }

    private static CommandAnswer one(Exit exit, Path file) {
        String name = String.valueOf(file.getFileName());
        String guess = URLConnection.guessContentTypeFromName(name);
        Headers head = head(exit, guess == null ? "application/octet-stream" : guess);
        Headers named = name.matches(PLAIN_NAME)
                ? head.with("Content-Disposition", "attachment; filename=\"" + name + "\"")
                : head;
        return left(OK, named, out -> Files.copy(file, out));
    }

    private static Headers head(Exit exit, String type) {
        return Headers.of("Content-Type", type, EXIT_CODE, Integer.toString(exit.code()));
    }

    /** What the code says of another attempt. */
    private static int status(int code) {
        if (code >= USAGE && code <= NO_INPUT) {
            return UNPROCESSABLE;
        }
        return code == TEMPORARY ? UNAVAILABLE : FAILED;
    }

    private static void zip(Path folder, List<Path> files, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Path file : files) {
            zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
            Files.copy(file, zip);
            zip.closeEntry();
        }
        zip.finish();
    }
}
