package dev.sluice.core.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that says that whoever made it still lives: it is locked until it is closed, or until the kernel closes it because the
 * process has died. Whoever makes one, or asks for one to delete it, holds the {@link FolderLock} of its folder.
 */
public final class HeldFile implements AutoCloseable {

    /** Those of this process: to ask the kernel for one of them would give its lock back (fcntl(2)). */
    private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private HeldFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes a file that nobody has made before, in a folder that is there. */
    public static HeldFile make(Path file) throws IOException {
        Path path = real(file);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            // Waits only for somebody who asks, which takes a moment.
            FileLock lock = channel.lock();
            if (!lock.isValid()) {
                throw new IOException("cannot lock the new file " + path);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        HERE.add(path);
        return new HeldFile(path, channel);
    }

    /** Whether a file is there whose maker lives. */
    public static boolean isHeld(Path file) throws IOException {
        Path path = real(file);
        if (HERE.contains(path)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    private static Path real(Path file) throws IOException {
        return file.resolveSibling(".").toRealPath().resolve(String.valueOf(file.getFileName()));
    }

    /** Deletes the file; does nothing the second time. */
    @Override
    public void close() {
        try {
            Disk.deleteQuietly(path);
            channel.close();
            HERE.remove(path);
        } catch (IOException e) {
            throw Disk.failure("cannot close " + path, e);
        }
    }
}
