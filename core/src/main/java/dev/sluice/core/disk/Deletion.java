package dev.sluice.core.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Deletes what it visits of a folder, in which programs of users may have made anything. */
final class Deletion extends SimpleFileVisitor<Path> {

    /** The system takes no path of more than 4096 bytes; a character has three at most. */
    private static final int MOST_CHARS = 1000;

    private final Path tree;

    /** @param tree which is visited */
    Deletion(Path tree) {
        this.tree = tree;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        if (!Files.isWritable(folder)) {
            Files.setPosixFilePermissions(folder, Disk.OWNER_FOLDER);
        }
        if (depth(folder) <= MOST_CHARS) {
            return FileVisitResult.CONTINUE;
        }
        // What is deeper may have no path that the system takes, until it is nearer.
        Path nearer = Disk.unfinished(tree);
        Files.move(folder, nearer);
        Disk.deleteTree(nearer);
        return FileVisitResult.SKIP_SUBTREE;
    }

    private int depth(Path folder) {
        return folder.toString().length() - tree.toString().length();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.deleteIfExists(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            // Somebody else deletes it too.
            return FileVisitResult.CONTINUE;
        }
        if (e instanceof AccessDeniedException && isClosed(file)) {
            Files.setPosixFilePermissions(file, Disk.OWNER_FOLDER);
            if (!isClosed(file)) {
                Disk.deleteTree(file);
                return FileVisitResult.CONTINUE;
            }
        }
        throw e;
    }

    private static boolean isClosed(Path file) {
        return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                && !(Files.isReadable(file) && Files.isExecutable(file));
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
        Files.deleteIfExists(folder);
        return FileVisitResult.CONTINUE;
    }
}
