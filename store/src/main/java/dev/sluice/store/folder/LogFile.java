package dev.sluice.store.folder;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.disk.FolderLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The steps by which files are written that several processes append to, each while it holds the {@link FolderLock}, and that are
 * replaced when they are long, which the others see by the inode.
 */
public final class LogFile {

    private LogFile() {}

    /** Writes what a file begins with. */
    @FunctionalInterface
    public interface Contents {
        void writeTo(FileChannel out) throws IOException;
    }

    /** Opens a file that is there, to read and to write. */
    public static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * Puts a new file, mode 600, in the place of one or of none, whole or not at all.
     *
     * @param durable whether it is on the disk when this returns
     */
    public static void replace(Path file, boolean durable, Contents contents) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        try (FileChannel out = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            contents.writeTo(out);
            if (durable) {
                out.force(true);
            }
        } catch (IOException e) {
            Disk.deleteQuietly(unfinished);
            throw e;
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (durable) {
            Disk.sync(file.resolveSibling("."));
        }
    }

    /** Writes all of it where the channel stands. */
    public static void write(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    /**
     * Appends at {@code end}; what was written of it is cut off again if that fails.
     *
     * @param durable whether it is on the disk when this returns
     */
    public static void append(FileChannel out, long end, byte[] bytes, boolean durable) throws IOException {
        try {
            write(out.position(end), bytes);
            if (durable) {
                out.force(false);
            }
        } catch (IOException e) {
            if (out.isOpen()) {
                out.truncate(end);
            }
            throw e;
        }
    }
}
