package dev.sluice.runners.pool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/**
 * What lies in a folder and below it. Links are not followed. What cannot be looked into, closed or deeper than a path may be, counts as too
 * many files: anything could be hidden there.
 *
 * @param bytes the sum of the lengths of all files; at most what was asked for and one file more
 * @param files how many files and folders there are, at most {@link #MOST_FILES} and one more
 */
record FolderSize(long bytes, int files) {

    /** More files than this are too many, and are not counted. */
    static final int MOST_FILES = 20_000;

    /** Counts until {@code enough} bytes or too many files were seen. What goes away meanwhile does not count. */
    static FolderSize of(Path folder, long enough) {
        Count count = new Count(enough);
        try {
            Files.walkFileTree(folder, count);
        } catch (IOException gone) {
            return new FolderSize(0, 0);
        }
        return new FolderSize(count.bytes, count.files);
    }

    /**
     * What can be written of all that lies in a folder, looked for at its top. In a folder with code there should be nothing of
     * the kind, but root can put it there.
     */
    static FolderSize ofWritable(Path folder, long enough) {
        FolderSize sum = new FolderSize(0, 0);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.getPosixFilePermissions(entry, LinkOption.NOFOLLOW_LINKS)
                        .contains(PosixFilePermission.OWNER_WRITE)) {
                    sum = sum.plus(of(entry, enough));
                }
            }
        } catch (IOException | DirectoryIteratorException gone) {
            return sum;
        }
        return sum;
    }

    FolderSize plus(FolderSize other) {
        return new FolderSize(bytes + other.bytes, files + other.files);
    }

    boolean isWithin(long limit) {
        return bytes <= limit && files <= MOST_FILES;
    }

    private static final class Count extends SimpleFileVisitor<Path> {

        /** The system takes no path of so many (PATH_MAX of limits.h). */
        private static final int PATH_BYTES = 4096;

        private final long enough;
        private long bytes;
        private int files;

        Count(long enough) {
            this.enough = enough;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return count(0);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return count(attributes.isRegularFile() ? attributes.size() : 0);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (!isHidden(file, e)) {
                return FileVisitResult.CONTINUE;
            }
            files = MOST_FILES + 1;
            return FileVisitResult.TERMINATE;
        }

        private static boolean isHidden(Path file, IOException e) {
            return e instanceof AccessDeniedException
                    || file.toString().getBytes(StandardCharsets.UTF_8).length >= PATH_BYTES;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException unreadable) {
            return FileVisitResult.CONTINUE;
        }

        private FileVisitResult count(long size) {
            bytes += size;
            files++;
            return bytes > enough || files > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }
    }
}
