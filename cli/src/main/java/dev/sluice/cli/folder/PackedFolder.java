package dev.sluice.cli.folder;

import dev.sluice.cli.api.CommandException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * A folder as one file to send, which its user deletes; the same files give the same bytes.
 *
 * @param file a tar that gzip has packed
 * @param files how many files are in it
 */
public record PackedFolder(Path file, int files) {

    /**
     * Packs them.
     *
     * @throws CommandException if there are none, or one cannot be read or sent
     */
    public static PackedFolder of(SentFiles sent) {
        try {
            Path file = Files.createTempFile("sluice-", ".tar.gz");
            boolean packed = false;
            try {
                int files = pack(sent, file);
                if (files == 0) {
                    throw CommandException.machine("The folder " + sent.folder() + " has no files to send"
                            + (Files.exists(sent.folder().resolve(SentFiles.IGNORE))
                                    ? ": look at its " + SentFiles.IGNORE + "."
                                    : "."));
                }
                packed = true;
                return new PackedFolder(file, files);
            } finally {
                if (!packed) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw CommandException.machine("The folder " + sent.folder() + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static int pack(SentFiles sent, Path file) throws IOException {
        int files = 0;
        try (TarWriter tar =
                new TarWriter(new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), 64 * 1024))) {
            for (Path path : sent.all()) {
                String name = sent.name(path);
                if (Files.isSymbolicLink(path)) {
                    tar.link(name, target(sent.folder(), path));
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

    /** A link goes as it is, if it stays inside. */
    private static String target(Path root, Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        if (target.isAbsolute() || !link.resolveSibling(target).normalize().startsWith(root)) {
            throw CommandException.machine("The link " + link + " leads out of the folder, to " + target
                    + ": put a copy in its place, or name it in " + SentFiles.IGNORE + ".");
        }
        return target.toString();
    }
}
