package dev.sluice.core.disk;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.catalog.StorageException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Writing so that a crash at any instant leaves the old file or the new one, never a part of either. */
public final class Disk {

    /** How files begin that were not finished; whoever finds one after a crash may delete it. */
    public static final String UNFINISHED = ".unfinished-";

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    private Disk() {}

    /** Puts {@code bytes} in the place of {@code file}, mode 600, and returns when they are on the disk. */
    public static void replace(Path file, byte[] bytes) {
        Path folder = parent(file);
        Path unfinished = unfinished(folder);
        try {
            Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(OWNER_FILE));
            Files.write(unfinished, bytes, StandardOpenOption.WRITE);
            sync(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(folder);
        } catch (IOException e) {
            deleteQuietly(unfinished);
            throw failure("cannot write " + file, e);
        }
    }

    /** Removes a file and returns when that is on the disk; false if there was none. */
    public static boolean delete(Path file) {
        try {
            Files.delete(file);
            sync(parent(file));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw failure("cannot delete " + file, e);
        }
    }

    /** Moves within a file system at once; false if they are on different ones. */
    public static boolean move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (AtomicMoveNotSupportedException e) {
            return false;
        }
    }

    /** Returns when a file's bytes, or a folder's names, are on the disk. */
    public static void sync(Path path) throws IOException {
        StandardOpenOption mode = Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }

    /** Makes a folder that only its owner can see into, and its parents; one that is there is closed to others. */
    public static Path ownFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
            }
            Files.setPosixFilePermissions(folder, OWNER_FOLDER);
            return folder;
        } catch (IOException e) {
            throw failure("cannot make the folder " + folder, e);
        }
    }

    /** A name in {@code folder} that nobody uses, for something that is not finished. */
    public static Path unfinished(Path folder) {
        return folder.resolve(UNFINISHED + UUID.randomUUID());
    }

    /** {@code wanted}, or if something is there the first of {@code wanted-2}, {@code wanted-3} and so on that is free. */
    public static Path free(Path wanted) {
        Path free = wanted;
        for (int i = 2; Files.exists(free); i++) {
            free = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        return free;
    }

    /** Deletes a file or a folder with all that is in it; what cannot be deleted stays. */
    public static void deleteQuietly(Path path) {
        try {
            deleteTree(path);
        } catch (IOException e) {
            // It is rubbish either way: the next start tries again.
            return;
        }
    }

    /** Deletes a file or a folder with all that is in it, if it is there, also what is read-only or unreadable, and however deep it is; links are deleted, not followed. */
    public static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new Deletion(tree));
    }

    /** Deletes what earlier processes left unfinished in {@code folder}. */
    public static void deleteUnfinished(Path folder) {
        try (var paths = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
            paths.forEach(Disk::deleteQuietly);
        } catch (IOException e) {
            throw failure("cannot read the folder " + folder, e);
        }
    }

    /** The failure of a disk as a sentence: what could not be done, why, and what to do. */
    public static StorageException failure(String what, IOException cause) {
        String why = cause instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : String.valueOf(cause.getMessage());
        String plain = why.toLowerCase(Locale.ROOT);
        if (plain.contains("no space left") || plain.contains("quota exceeded")) {
            return new StorageException(
                    Reason.FULL,
                    what + ": the disk is full. Free some space, or set SLUICE_HOME to a larger disk.",
                    cause);
        }
        String kind = cause.getClass().getSimpleName().replace("Exception", "");
        return new StorageException(Reason.FAILED, what + ": " + kind + " " + why, cause);
    }

    private static Path parent(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file + " is not in a folder");
        }
        return folder;
    }
}
