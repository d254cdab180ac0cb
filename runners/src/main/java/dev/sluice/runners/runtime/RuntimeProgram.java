package dev.sluice.runners.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program of a runtime's folder that is asked something, and says it on its standard output. It runs in that folder, has nothing on its
 * standard input, and ends with all that it started. Thread-safe.
 *
 * @param environment all of it
 * @param mostBytes how much of what it prints is read
 * @param patience how long it may take, before it is ended
 */
public record RuntimeProgram(Path file, Map<String, String> environment, int mostBytes, Duration patience) {

    public RuntimeProgram {
        environment = Map.copyOf(environment);
    }

    /**
     * What it said.
     *
     * @param code with which it ended
     * @param text the beginning of what it printed, without white space at its ends
     */
    public record Said(int code, String text) {}

    /** It said nothing; the message is a clause that says why. */
    public static final class SilentException extends Exception {

        private static final long serialVersionUID = 1L;

        SilentException(String message) {
            super(message);
        }
    }

    /** Blocks until it has ended. An interrupt ends it, and stays set. */
    public Said ask(List<String> arguments) throws SilentException {
        ProcessBuilder builder = new ProcessBuilder(file.toString())
                .directory(file.resolveSibling("").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.command().addAll(arguments);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try {
                return said(process);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new SilentException(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SilentException("the platform shuts down");
        }
    }

    /**
     * Waits for its output to end, which a process that it started may hold open, and for itself. Of one that ends before anybody reads, the
     * JDK takes what is there for all.
     */
    private Said said(Process process) throws IOException, InterruptedException, SilentException {
        process.getOutputStream().close();
        CompletableFuture<String> text = CompletableFuture.supplyAsync(
                () -> firstOf(process), task -> Thread.ofVirtual().start(task));
        try {
            String all = text.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (process.waitFor(patience)) {
                return new Said(process.exitValue(), all);
            }
        } catch (TimeoutException e) {
            // As below.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        throw new SilentException("it did not end within " + patience.toSeconds() + " s");
    }

    /** The beginning of what it prints, in one piece; the rest is read and dropped, so that it can end. */
    private String firstOf(Process process) {
        try (InputStream out = process.getInputStream()) {
            byte[] bytes = out.readNBytes(mostBytes);
            out.skip(Long.MAX_VALUE);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
