package dev.sluice.cli.folder;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.git.WorkTree;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A folder as one file to send, which its user deletes. What {@code .sluiceignore} names stays behind, what is made anew
 * where a function runs, and what git ignores unless {@code .sluiceignore} takes it back; the same files give the same bytes.
 *
 * @param file a tar that gzip has packed
 * @param files how many files are in it
 */
public record PackedFolder(Path file, int files) {

    private static final String IGNORE = ".sluiceignore";

    /** Packs a folder. */
    public static PackedFolder of(Path folder) {
        try {
            Path real = folder.toRealPath();
            Path file = Files.createTempFile("sluice-", ".tar.gz");
            boolean packed = false;
            try {
                int files = pack(real, file);
                if (files == 0) {
                    throw CommandException.machine("The folder " + folder + " has no files to send"
                            + (Files.exists(real.resolve(IGNORE)) ? ": look at its " + IGNORE + "." : "."));
                }
                packed = true;
                return new PackedFolder(file, files);
            } finally {
                if (!packed) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw CommandException.machine("The folder " + folder + " cannot be read: " + e.getMessage() + ".");
        }
    }

    /**
     * The files and links that are packed, in the order of their names.
     *
     * @throws CommandException if the folder cannot be read
     */
    public static List<Path> parts(Path folder) {
        try {
            return wanted(folder).stream()
                    .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (IOException e) {
            throw CommandException.machine("The folder " + folder + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static int pack(Path root, Path file) throws IOException {
        int files = 0;
        try (TarWriter tar =
                new TarWriter(new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), 64 * 1024))) {
            for (Path path : wanted(root)) {
                String name = name(root, path);
                if (Files.isSymbolicLink(path)) {
                    tar.link(name, target(root, path));
                    files++;
                } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    tar.folder(name, TarWriter.PROGRAM);
                } else {
                    add(tar, name, path);
                    files++;
                }
            }
        }
        return files;
    }

    private static void add(TarWriter tar, String name, Path path) throws IOException {
        try {
            tar.file(name, path, Files.isExecutable(path) ? TarWriter.PROGRAM : TarWriter.PLAIN);
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
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

    /** Files, links and folders in the order of their names, each folder before what is in it. */
    private static List<Path> wanted(Path root) throws IOException {
        List<Path> wanted = new ArrayList<>();
        new Choice(root, rules(root), WorkTree.of(root)).addFrom(root, false, wanted);
        return wanted;
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
                String name = name(root, path);
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

    private static String name(Path root, Path path) {
        return root.relativize(path).toString();
    }

    /** A link goes as it is, if it stays inside. */
    private static String target(Path root, Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        if (target.isAbsolute() || !link.resolveSibling(target).normalize().startsWith(root)) {
            throw CommandException.machine("The link " + link + " leads out of the folder, to " + target
                    + ": put a copy in its place, or name it in " + IGNORE + ".");
        }
        return target.toString();
    }
}
