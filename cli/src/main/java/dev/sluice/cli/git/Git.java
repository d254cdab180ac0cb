package dev.sluice.cli.git;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The git of this machine, with the user's own settings and keys, which asks nobody for anything. For one thread.
 *
 * @param folder where its output goes
 * @param progress is told each piece of what it says of its work, as others may see it, by a thread of its own
 */
public record Git(String program, Path folder, Consumer<String> progress) {

    /** How long each run may take. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Pattern ADDRESS = Pattern.compile("(https?|ssh|git|file)://\\S+|\\w[\\w.-]*@\\w[\\w.-]*:\\S+");

    private static final Pattern USER = Pattern.compile("(?<=://)[^/\\s]*@");

    private static final int SAID = 2_000;

    /** How it ended, and the end of what it said of it, in one line without its full stop, as others may see it. */
    public record Said(int code, String text) {}

    /** It cannot be started. */
    public static final class MissingException extends Exception {

        private static final long serialVersionUID = 1L;

        MissingException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** One whose progress nobody sees. */
    public Git(String program, Path folder) {
        this(program, folder, _ -> {});
    }

    /** Whether {@code text} is the address of a repository, such as {@code https://host/team/shop.git}. */
    public static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /** {@code text} with its addresses as others may see them: without a name and a password. */
    public static String shown(String text) {
        return USER.matcher(text).replaceAll("");
    }

    /** The file with what it printed last. */
    public Path output() {
        return folder.resolve("output");
    }

    /** Runs it to its end, for {@link #PATIENCE} at most. */
    public Said run(String... arguments) throws IOException, MissingException, TimeoutException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(output().toFile());
        // Of another repository, if this is the hook of one.
        builder.environment().keySet().removeAll(List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"));
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().putIfAbsent("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        Process process = start(builder);
        StringBuffer said = new StringBuffer();
        Thread listening = Thread.startVirtualThread(() -> listen(process, said));
        try {
            if (!process.waitFor(PATIENCE)) {
                throw new TimeoutException();
            }
            // Before the process is destroyed, which closes what is read.
            listening.join(Duration.ofSeconds(30));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Said(
                process.exitValue(),
                said.toString().strip().replaceAll("\\s*\\R\\s*", "; ").replaceFirst("\\.$", ""));
    }

    private static Process start(ProcessBuilder builder) throws MissingException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new MissingException(e);
        }
    }

    /** Lines, and what is drawn again in one, of which {@code said} gets the last without the latter. */
    private void listen(Process process, StringBuffer said) {
        try (Reader in = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            StringBuilder piece = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                piece.append((char) c);
                if (c == '\n' || c == '\r' || piece.length() == SAID) {
                    told(piece, said);
                }
            }
            told(piece, said);
        } catch (IOException e) {
            // It has ended.
        }
    }

    private void told(StringBuilder piece, StringBuffer said) {
        if (!piece.isEmpty()) {
            String shown = shown(piece.toString());
            progress.accept(shown);
            if (!shown.endsWith("\r")) {
                said.append(shown);
                said.delete(0, Math.max(0, said.length() - SAID));
            }
            piece.setLength(0);
        }
    }
}
