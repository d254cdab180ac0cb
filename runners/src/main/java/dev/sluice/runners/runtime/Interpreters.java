package dev.sluice.runners.runtime;

import dev.sluice.core.function.RuntimeName;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a runtime's program {@code interpreters} says: which versions of its language are installed on this machine. Each line is
 * a name, the path of the interpreter and its version, with tabs between them; or it ends with 1 and has printed a sentence that
 * says what to install ({@code docs/protocol.md}).
 */
sealed interface Interpreters {

    /** The program of a runtime's folder. */
    String PROGRAM = "interpreters";

    /** How much of what it prints is read. */
    int MOST_BYTES = 64 * 1024;

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
            RuntimeProgram.Said said = new RuntimeProgram(program, environment(), MOST_BYTES, patience).ask(List.of());
            return switch (said.code()) {
                case 0 -> read(said.text(), program, family);
                case 1 ->
                    new Missing(said.text().isEmpty() ? "no interpreter of " + family + " was found" : said.text());
                default -> broken(program, "it ended with " + said.code());
            };
        } catch (RuntimeProgram.SilentException e) {
            return broken(program, String.valueOf(e.getMessage()));
        }
    }

    /** What is installed is what the gateway's own user finds. */
    private static Map<String, String> environment() {
        Map<String, String> own = System.getenv();
        return Map.of(
                "PATH",
                own.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"),
                "HOME",
                own.getOrDefault("HOME", "/"),
                "LANG",
                "C.UTF-8");
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
