package dev.sluice.cli.project;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.folder.SentFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file or a folder that is deployed as one function. What a folder is, is told by the names of its files, here and nowhere else.
 *
 * @param place the file or folder that was named
 * @param sources what its code is made of
 * @param spec the spec that lies beside the code
 */
public record Project(Path place, Sources sources, Optional<Path> spec) {

    /** What a folder has at its top that is a program which listens. */
    private static final String PROGRAM = "bootstrap";

    private static final List<String> SPECS = List.of("spec.yaml", "spec.yml", "spec.json");

    /** What a file of code is called: one that is a function by itself. */
    private static final String CODE = ".*\\.([mc]?[jt]s|py|java|go)";

    /** The same of languages whose files load others by their place. */
    private static final String LOADING = ".*([jt]s|\\.py)";

    /** What a package.json has whose folder is more than one file. */
    private static final String MANIFEST = "(?s).*\"(main|exports|dependencies|optionalDependencies)\"\\s*:.*";

    private static final Pattern PARENT = Pattern.compile("(?s)<parent>.*?</parent>");

    private static final Pattern PARENT_PATH =
            Pattern.compile("(?s)<relativePath>(.*?)</relativePath>|<relativePath\\s*/>");

    /** What is beside the code: tests, settings of tools, and declarations of types. */
    private static final String BESIDE = "\\..*|test_.*|.*_test\\.\\w+|.*\\.(test|spec|config)\\.\\w+|.*\\.d\\.[mc]?ts"
            + "|conftest\\.py|setup\\.py|__init__\\.py|.*(Test|IT)\\.java|(module|package)-info\\.java";

    /**
     * What is at {@code place}: of a file only that is looked at.
     *
     * @throws CommandException if nothing in a folder, or more than one thing, could be the code of a function
     */
    public static Project at(Path place) {
        if (!Files.isDirectory(place)) {
            return new Project(place, new Sources.OneFile(place), Optional.empty());
        }
        Optional<Path> spec =
                SPECS.stream().map(place::resolve).filter(Files::isRegularFile).findFirst();
        return new Project(place, sources(place), spec);
    }

    private static Sources sources(Path folder) {
        if (Files.isRegularFile(folder.resolve("pom.xml"))) {
            return hasParentOutside(folder) ? new Sources.MavenModule(folder) : whole(folder);
        }
        List<Path> files = files(folder);
        if (isOfNode(folder, files)
                || isOfPython(folder, files)
                || isOfGo(folder, files)
                || Files.isRegularFile(folder.resolve(PROGRAM))) {
            return whole(folder);
        }
        if (files.size() == 1) {
            return around(files.getFirst(), folder);
        }
        throw files.isEmpty() ? nothingIn(folder) : tooMuchIn(folder, files);
    }

    private static Sources whole(Path folder) {
        return new Sources.WholeFolder(folder, SentFiles.of(folder));
    }

    /** The only file of code at the top stands for itself, unless it may load others that lie in folders. */
    private static Sources around(Path file, Path folder) {
        if (file.toString().matches(LOADING)) {
            SentFiles sent = SentFiles.of(folder);
            if (sent.hasFolders()) {
                return new Sources.WholeFolder(folder, sent);
            }
        }
        return new Sources.OneFile(file);
    }

    /** Whether its pom.xml has a parent in a folder that is not sent with it: such a module is built here. */
    private static boolean hasParentOutside(Path folder) {
        Matcher parent = PARENT.matcher(text(folder.resolve("pom.xml")));
        if (!parent.find()) {
            return false;
        }
        Matcher told = PARENT_PATH.matcher(parent.group());
        String path = told.find() ? String.valueOf(told.group(1)).strip() : "../pom.xml";
        return path.startsWith("..") && Files.exists(folder.resolve(path));
    }

    /** Whether it is one of JavaScript or TypeScript with several files at the top, or with more than these. */
    private static boolean isOfNode(Path folder, List<Path> files) {
        Path manifest = folder.resolve("package.json");
        return areSeveral(files, ".*[jt]s")
                || (Files.isRegularFile(manifest) && text(manifest).matches(MANIFEST));
    }

    /** Whether it is one of Python with several files at the top, or one that says which packages it depends on. */
    private static boolean isOfPython(Path folder, List<Path> files) {
        return areSeveral(files, ".*\\.py")
                || Stream.of("requirements.txt", "pyproject.toml")
                        .anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /** Whether it is a module of Go, or files of one package that are to be one. */
    private static boolean isOfGo(Path folder, List<Path> files) {
        return Files.isRegularFile(folder.resolve("go.mod")) || areSeveral(files, ".*\\.go");
    }

    private static boolean areSeveral(List<Path> files, String language) {
        return files.size() > 1
                && files.stream().allMatch(file -> file.toString().matches(language));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw CommandException.machine("The file " + file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> isCode(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw CommandException.machine("The folder " + folder + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static boolean isCode(String name) {
        return name.toLowerCase(Locale.ROOT).matches(CODE) && !name.matches(BESIDE);
    }

    private static CommandException nothingIn(Path folder) {
        boolean gradle =
                Stream.of("build.gradle", "build.gradle.kts").anyMatch(name -> Files.exists(folder.resolve(name)));
        return CommandException.machine(
                gradle
                        ? "The folder " + folder
                                + " is a Gradle project: make its jar with gradle jar, and deploy that, as in"
                                + " ./sluice deploy NAME " + folder.resolve("build/libs/NAME.jar") + "."
                        : "The folder " + folder
                                + " has no code that can be deployed: a pom.xml, or one file that ends in"
                                + " .java, .mjs, .js, .cjs, .ts, .py or .go. ./sluice new NAME makes a folder that has.");
    }

    private static CommandException tooMuchIn(Path folder, List<Path> files) {
        String names = files.stream().map(file -> file.getFileName().toString()).collect(Collectors.joining(", "));
        return CommandException.machine(
                "The folder " + folder + " has " + files.size() + " files that could be the function: " + names
                        + ". A function is one of them: name it, as in ./sluice deploy NAME " + files.getFirst() + ".");
    }
}
