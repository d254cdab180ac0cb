package dev.sluice.cli.image;

import dev.sluice.cli.api.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a runtime needs beside the JDK.
 *
 * @param packages of Debian
 * @param program the interpreter itself, where no package brings it, with its place in the image
 */
record Interpreter(List<String> packages, Optional<Placed> program) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** For what runs on the JDK, or brings all along. */
    static final Interpreter NONE = new Interpreter(List.of(), Optional.empty());

    /** A file of this machine and where it goes. */
    record Placed(Path file, String place) {}

    /**
     * That of a runtime.
     *
     * @param name {@code java25}, {@code node20}, {@code python3.11}, {@code http}
     * @param folder of the runtime
     */
    static Interpreter of(String name, Path folder) throws IOException, InterruptedException {
        if (!Files.isExecutable(folder.resolve("interpreters"))) {
            return NONE;
        }
        Path path = find(name, folder);
        if (language(name).equals("python")) {
            if (!path.startsWith("/usr/bin")) {
                throw CommandException.machine("The " + name + " of this machine, " + path
                        + ", is none of Debian's packages: name a base that has it with --base.");
            }
            return new Interpreter(List.of(name), Optional.empty());
        }
        return new Interpreter(
                List.of("libstdc++6"), Optional.of(new Placed(path.toRealPath(), "opt/" + name + "/bin/node")));
    }

    /** The runtime's language: its name without a version. */
    static String language(String runtime) {
        return runtime.replaceAll("[0-9.]+$", "");
    }

    private static Path find(String name, Path folder) throws IOException, InterruptedException {
        Finished found = Finished.of(List.of(folder.resolve("interpreters").toString()), PATIENCE);
        return found.out()
                .lines()
                .map(line -> line.split("\t"))
                .filter(words -> words.length == 3 && words[0].equals(name))
                .map(words -> Path.of(words[1]))
                .findFirst()
                .orElseThrow(
                        () -> CommandException.machine(
                                "There is no " + name
                                        + " on this machine to put into the image: install it, or name a base that has it with --base."));
    }

    /** The files of the program's own layer. */
    Optional<LayerFiles> files() throws IOException {
        if (program.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new LayerFiles().file(program.get().place(), program.get().file()));
    }

    /** Sees that {@code system} has the libraries of the program. */
    void check(LayerFiles system) throws IOException, InterruptedException {
        if (program.isEmpty()) {
            return;
        }
        Path file = program.get().file();
        Finished needed = Finished.of(List.of("ldd", file.toString()), PATIENCE);
        for (String line : needed.out().lines().map(String::strip).toList()) {
            String library = line.split(" ", 2)[0];
            library = library.substring(library.lastIndexOf('/') + 1);
            if (line.contains("/") && !system.hasNamed(library)) {
                throw CommandException.machine("The interpreter " + file + " needs the library " + library
                        + ", which the base has not: name a base that has both with --base.");
            }
        }
    }
}
