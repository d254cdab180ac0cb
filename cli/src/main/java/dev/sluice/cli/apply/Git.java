package dev.sluice.cli.apply;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * The git of this machine, which asks nobody for anything.
 *
 * @param folder where its output goes
 */
record Git(String program, Path folder) {

    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int SAID = 2_000;

    /** How it ended, and the end of what it said of it, in one line. */
    record Said(int code, String text) {}

    /** It cannot be started. */
    static final class MissingException extends Exception {

        private static final long serialVersionUID = 1L;

        MissingException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** The file with what it printed last. */
    Path output() {
        return folder.resolve("output");
    }

    /** Runs it to its end, for {@link #PATIENCE} at most. */
    Said run(String... arguments) throws IOException, MissingException, TimeoutException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(output().toFile())
                .redirectError(errors.toFile());
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().putIfAbsent("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        Process process = start(builder);
        try {
            if (!process.waitFor(PATIENCE)) {
                throw new TimeoutException();
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said =
                Files.readString(errors, StandardCharsets.ISO_8859_1).strip().replaceAll("\\s*\\R\\s*", "; ");
        return new Said(process.exitValue(), said.substring(Math.max(0, said.length() - SAID)));
    }

    private static Process start(ProcessBuilder builder) throws MissingException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new MissingException(e);
        }
    }
}
