package dev.sluice.cli.folder;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.git.WorkTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What of a folder is sent, as it was when somebody looked. What {@code .sluiceignore} names stays behind, what is made anew where a
 * function runs, and what git ignores unless {@code .sluiceignore} takes it back.
 *
 * @param folder where it really is
 * @param all files, links and folders in the order of their names, each folder before what is in it
 */
public record SentFiles(Path folder, List<Path> all) {

    static final String IGNORE = ".sluiceignore";

    public SentFiles {
        all = List.copyOf(all);
    }

    /**
     * Looks now.
     *
     * @throws CommandException if the folder cannot be read
     */
    public static SentFiles of(Path folder) {
        try {
            Path root = folder.toRealPath();
            List<Path> wanted = new ArrayList<>();
            new Choice(root, rules(root), WorkTree.of(root)).addFrom(root, false, wanted);
            return new SentFiles(root, wanted);
        } catch (IOException e) {
            throw CommandException.machine("The folder " + folder + " cannot be read: " + e.getMessage() + ".");
        }
    }

    /** The files and links. */
    public List<Path> files() {
        return all.stream()
                .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** Whether there is a file or link in a folder inside. */
    public boolean hasFolders() {
        return files().stream().anyMatch(file -> !folder.equals(file.getParent()));
    }

    String name(Path path) {
        return folder.relativize(path).toString();
    }

    private static IgnoreRules rules(Path root) throws IOException {
        List<String> lines = new ArrayList<>(IgnoreRules.USUAL);
        if (Files.isRegularFile(root.resolve("pom.xml"))) {
            lines.add(IgnoreRules.TESTS_OF_MAVEN);
        }
        if (Files.isRegularFile(root.resolve(IGNORE))) {
            lines.addAll(Files.readAllLines(root.resolve(IGNORE)));
        }
        return IgnoreRules.of(lines);
    }

    /**
     * Chooses what is sent.
     *
     * @param seen what git sees, if it is asked; then a folder without files is none
     */
    private record Choice(Path root, IgnoreRules rules, Optional<WorkTree> seen) {

        /** {@code takenBack}: whether all of the folder is sent, whatever git ignores. */
        void addFrom(Path folder, boolean takenBack, List<Path> wanted) throws IOException {
            for (Path path : inside(folder)) {
                boolean isFolder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                if (!isFolder && !Files.isSymbolicLink(path) && !Files.isRegularFile(path)) {
                    continue;
                }
                String name = root.relativize(path).toString();
                IgnoreRules.Word word = rules.of(name, isFolder);
                boolean back = takenBack || word == IgnoreRules.Word.TAKEN_BACK;
                if (word == IgnoreRules.Word.IGNORED || !back && isUnseen(name, isFolder)) {
                    continue;
                }
                wanted.add(path);
                if (isFolder) {
                    addFrom(path, back, wanted);
                }
            }
        }

        private boolean isUnseen(String name, boolean folder) {
            return seen.isPresent()
                    && !(folder ? seen.get().folders() : seen.get().files()).contains(name);
        }

        private static List<Path> inside(Path folder) throws IOException {
            try (Stream<Path> all = Files.list(folder)) {
                return all.sorted().toList();
            } catch (UncheckedIOException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }
}
