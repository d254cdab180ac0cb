package dev.sluice.cli.apply;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.project.Variables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A text with documents.
 *
 * @param name for people
 * @param folder what paths in the documents are relative to
 */
record Source(String name, Path folder, String text) {

    /** What stands for standard input. */
    static final String STANDARD_INPUT = "-";

    /**
     * The files that {@code places} name, those of a folder in the order of their names; each of them once, and with its variables
     * replaced. What comes in by standard input is taken as it is.
     */
    static List<Source> all(List<String> places, boolean recursive, InputStream in, Variables variables) {
        List<Source> sources = new ArrayList<>();
        for (String place : places.stream().distinct().toList()) {
            if (place.equals(STANDARD_INPUT)) {
                sources.add(new Source("standard input", Path.of(""), text(in)));
                continue;
            }
            Path path = Path.of(place);
            if (!Files.exists(path)) {
                throw CommandException.machine("There is no file or folder " + path + ".");
            }
            List<Path> files = Files.isDirectory(path) ? files(path, recursive) : List.of(path);
            files.forEach(file -> sources.add(read(file, variables)));
        }
        return sources;
    }

    private static List<Path> files(Path folder, boolean recursive) {
        try (Stream<Path> inside = Files.walk(folder, recursive ? Integer.MAX_VALUE : 1)) {
            List<Path> files = inside.filter(Source::isDocument).sorted().toList();
            if (files.isEmpty()) {
                throw CommandException.machine("The folder " + folder + " has no files that end in .yaml, .yml or .json"
                        + (recursive ? "." : "; -R looks deeper."));
            }
            return files;
        } catch (IOException e) {
            throw CommandException.machine("The folder " + folder + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static boolean isDocument(Path path) {
        return path.getFileName().toString().matches("[^.].*\\.(yaml|yml|json)") && Files.isRegularFile(path);
    }

    private static Source read(Path file, Variables variables) {
        Path folder = file.toAbsolutePath().getParent();
        return new Source(file.toString(), folder == null ? Path.of("") : folder, variables.in(file));
    }

    private static String text(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CommandException.machine("Cannot read standard input: " + e.getMessage() + ".");
        }
    }
}
