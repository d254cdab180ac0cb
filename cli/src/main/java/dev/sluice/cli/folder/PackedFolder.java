package dev.sluice.cli.folder;

import dev.sluice.cli.api.CommandException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A folder as one file to send, which its user deletes. What {@code .sluiceignore} names stays behind, and what is made anew
 * where a function runs; the same files give the same bytes.
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
            return wanted(folder, folder, rules(folder)).stream()
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
            for (Path path : wanted(root, root, rules(root))) {
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
    private static List<Path> wanted(Path root, Path folder, IgnoreRules rules) throws IOException {
        List<Path> wanted = new ArrayList<>();
        List<Path> inside;
        try (Stream<Path> all = Files.list(folder)) {
            inside = all.sorted().toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        for (Path path : inside) {
            boolean isFolder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
            boolean isOther = !isFolder && !Files.isSymbolicLink(path) && !Files.isRegularFile(path);
            if (isOther || rules.ignores(name(root, path), isFolder)) {
                continue;
            }
            wanted.add(path);
            if (isFolder) {
                wanted.addAll(wanted(root, path, rules));
            }
        }
        return wanted;
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
