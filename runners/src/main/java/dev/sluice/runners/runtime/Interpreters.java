package dev.sluice.runners.runtime;

import dev.sluice.core.function.RuntimeName;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a runtime's program {@code interpreters} says: which versions of its language are installed on this machine. Each line is
 * a name, the path of the interpreter and its version, with tabs between them; or it ends with 1 and has printed a sentence that
 * says what to install ({@code docs/protocol.md}).
 */
sealed interface Interpreters {

    /** The program of a runtime's folder. */
    String PROGRAM = "interpreters";

    /** The variable in which a runtime's other programs find the interpreter. */
    String VARIABLE = "SLUICE_INTERPRETER";

    /** @param name of the runtime that runs with it */
    record Named(RuntimeName name, Interpreter interpreter) {}

    /** In the program's own order. */
    record Installed(List<Named> all) implements Interpreters {

        public Installed {
            all = List.copyOf(all);
        }
    }

    /** @param sentence what is missing, and what to do */
    record Missing(String sentence) implements Interpreters {}

    /**
     * Asks the program; never fails, and takes at most {@code patience}.
     *
     * @param family the name of the runtime without a version
     */
    static Interpreters in(Path folder, RuntimeName family, Duration patience) {
        Path program = folder.resolve(PROGRAM);
        try {
            Process process = builder(program).start();
            try {
                process.getOutputStream().close();
                return said(process, program, family, patience);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return broken(program, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return broken(program, "the platform shuts down");
        }
    }

    /** What is installed is what the gateway's own user finds. */
    private static ProcessBuilder builder(Path program) {
        ProcessBuilder builder = new ProcessBuilder(program.toString())
                .directory(program.resolveSibling("").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> own = System.getenv();
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        own.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"),
                        "HOME",
                        own.getOrDefault("HOME", "/"),
                        "LANG",
                        "C.UTF-8"));
        return builder;
    }

    private static Interpreters said(Process process, Path program, RuntimeName family, Duration patience)
            throws InterruptedException {
        CompletableFuture<String> text = CompletableFuture.supplyAsync(
                () -> firstOf(process), task -> Thread.ofVirtual().start(task));
        try {
            String all = text.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (process.waitFor(patience)) {
                return switch (process.exitValue()) {
                    case 0 -> read(all, program, family);
                    case 1 -> new Missing(all.isEmpty() ? "no interpreter of " + family + " was found" : all);
                    default -> broken(program, "it ended with " + process.exitValue());
                };
            }
        } catch (TimeoutException e) {
            // As below.
        } catch (ExecutionException e) {
            return broken(program, String.valueOf(e.getCause()));
        }
        return broken(program, "it did not end within " + patience.toSeconds() + " s");
    }

    /** The beginning of what it prints; the rest is read and dropped, so that it can end. */
    private static String firstOf(Process process) {
        try (InputStream out = process.getInputStream()) {
            byte[] bytes = out.readNBytes(64 * 1024);
            out.skip(Long.MAX_VALUE);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static Interpreters read(String text, Path program, RuntimeName family) {
        List<Named> found = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] parts = line.split("\t", -1);
            try {
                if (parts.length != 3 || !Files.isExecutable(Path.of(parts[1]))) {
                    return broken(
                            program, "it printed '" + line + "' where a name, an executable and a version belong");
                }
                found.add(new Named(new RuntimeName(parts[0]), new Interpreter(family, Path.of(parts[1]), parts[2])));
            } catch (InvalidPathException e) {
                return broken(program, "it printed '" + line + "', which names no file");
            } catch (IllegalArgumentException e) {
                return broken(program, String.valueOf(e.getMessage()));
            }
        }
        return found.isEmpty() ? broken(program, "it printed nothing") : new Installed(found);
    }

    private static Missing broken(Path program, String why) {
        return new Missing("the runtime's own program " + program + " cannot say what is installed: " + why
                + ". Install the runtime again, or tell who made it");
    }
}
