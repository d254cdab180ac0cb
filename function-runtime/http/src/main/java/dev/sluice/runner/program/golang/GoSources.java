package dev.sluice.runner.program.golang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sources in Go of which a program is to be made: a module, or one file that needs nothing but Go's own packages.
 *
 * @param place the folder of the module, or the file
 * @param main what to build in it: {@code .}, a folder of it, or the file's name
 * @param title what its author calls it
 */
public record GoSources(Path place, String main, String title) {

    /** The file that is made of them. */
    public static final String PROGRAM = "bootstrap";

    /** The name that one file has in its artifact. */
    public static final String ONE_FILE = "function.go";

    static final String MODULE = "go.mod";

    /** What a function in Go is, for those who sent something else. */
    static final String FORM =
            "a function in Go is a program that listens at the port that PORT tells: package main, with"
                    + " func main() { http.HandleFunc(\"/\", answer); log.Fatal(http.ListenAndServe(\"127.0.0.1:\"+os.Getenv(\"PORT\"), nil)) }";

    private static final String COMMANDS = "cmd";
    private static final String MAIN = "main";

    /** The sources in Go that a folder is; empty if it has no {@code go.mod}, or has its program already. */
    public static Optional<GoSources> inFolder(Path folder) throws IOException, GoRefusedException {
        if (!Files.isRegularFile(folder.resolve(MODULE)) || Files.exists(folder.resolve(PROGRAM))) {
            return Optional.empty();
        }
        return Optional.of(new GoSources(folder, main(folder), MODULE));
    }

    /** @param title what its author calls the file */
    public static GoSources ofFile(Path file, String title) throws IOException, GoRefusedException {
        GoFile source = GoFile.read(file);
        if (source.packageName().filter(name -> !name.equals(MAIN)).isPresent()) {
            throw new GoRefusedException(
                    "the package of " + title + " is " + source.packageName().get() + ": " + FORM);
        }
        if (source.packageName().isPresent() && !source.mentions("PORT")) {
            throw new GoRefusedException("there is nothing of PORT in " + title + ": " + FORM);
        }
        return new GoSources(file, String.valueOf(file.getFileName()), title);
    }

    /** Whether it is one file. */
    public boolean isOneFile() {
        return !title.equals(MODULE);
    }

    /** Whether a folder has files in Go at its top. */
    public static boolean hasFiles(Path folder) throws IOException {
        return !files(folder).isEmpty();
    }

    /** The package that is the program: that of the folder itself, or the only one below {@code cmd}. */
    private static String main(Path folder) throws IOException, GoRefusedException {
        List<Path> top = files(folder);
        if (isProgram(top)) {
            return ".";
        }
        List<String> commands = commands(folder);
        if (commands.size() == 1) {
            return "./" + COMMANDS + "/" + commands.getFirst();
        }
        if (commands.size() > 1) {
            throw new GoRefusedException("the module has " + commands.size() + " programs (" + COMMANDS + "/"
                    + String.join(", " + COMMANDS + "/", commands)
                    + "), and a function is one: put its package main beside "
                    + MODULE + ", or build it yourself and send the program as " + PROGRAM);
        }
        throw new GoRefusedException(
                top.isEmpty()
                        ? "neither beside " + MODULE + " nor below " + COMMANDS + " is a file in Go: " + FORM
                        : "the files beside " + MODULE + " are of package "
                                + GoFile.read(top.getFirst()).packageName().orElse("?") + ": " + FORM);
    }

    /** Whether one of the files is of package main, or cannot be read as Go, which the compiler tells better. */
    private static boolean isProgram(List<Path> files) throws IOException {
        for (Path file : files) {
            if (GoFile.read(file)
                    .packageName()
                    .filter(name -> !name.equals(MAIN))
                    .isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static List<String> commands(Path folder) throws IOException {
        Path commands = folder.resolve(COMMANDS);
        if (!Files.isDirectory(commands)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (Stream<Path> all = Files.list(commands)) {
            for (Path one : all.filter(Files::isDirectory).sorted().toList()) {
                if (isProgram(files(one))) {
                    names.add(String.valueOf(one.getFileName()));
                }
            }
        }
        return names;
    }

    /** Those that Go looks at; tests are not part of a program. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> isSource(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSource(String name) {
        return name.endsWith(".go") && !name.toLowerCase(Locale.ROOT).endsWith("_test.go") && !name.matches("[._].*");
    }
}
