package dev.sluice.gateway.observe.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file of lines and its predecessor: {@code name.jsonl} takes lines until it is full, then becomes {@code name.1.jsonl}
 * in place of the one before. Both are readable by their owner only. For one thread; what others read are {@link Reading}s.
 */
public final class RollingFile implements AutoCloseable {

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path current;
    private final Path previous;
    private final long maxBytes;
    private Optional<FileChannel> channel = Optional.empty();
    private long size;

    /** @param maxBytes of each of the two files; a batch of lines that is larger still goes into one file */
    public RollingFile(Path folder, String name, long maxBytes) {
        this.current = folder.resolve(name + ".jsonl");
        this.previous = folder.resolve(name + ".1.jsonl");
        this.maxBytes = maxBytes;
    }

    /**
     * Appends whole lines. If it fails, none of them is in the file as far as that can be helped, and the next append
     * tries anew.
     */
    public void append(ByteBuffer lines) throws IOException {
        if (channel.isPresent() && !Files.exists(current)) {
            close();
        }
        FileChannel open = channel.isPresent() ? channel.get() : open();
        if (size > 0 && size + lines.remaining() > maxBytes) {
            close();
            Files.move(current, previous, StandardCopyOption.ATOMIC_MOVE);
            open = open();
        }
        int length = lines.remaining();
        try {
            while (lines.hasRemaining()) {
                open.write(lines);
            }
            size += length;
        } catch (IOException e) {
            takeBack(open);
            throw e;
        }
    }

    /** What is in both files now, previous one first. To be closed by who reads it. */
    public Reading read() throws IOException {
        List<FileChannel> channels = new ArrayList<>(2);
        for (Path path : List.of(previous, current)) {
            try {
                channels.add(FileChannel.open(path, StandardOpenOption.READ));
            } catch (NoSuchFileException _) {
                continue;
            } catch (IOException e) {
                new Reading(channels).close();
                throw e;
            }
        }
        return new Reading(channels);
    }

    @Override
    public void close() {
        channel.ifPresent(RollingFile::closeQuietly);
        channel = Optional.empty();
    }

    private FileChannel open() throws IOException {
        Path folder = current.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder, OWNER_ONLY_FOLDER);
        }
        FileChannel opened =
                FileChannel.open(current, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OWNER_ONLY);
        channel = Optional.of(opened);
        size = opened.size();
        if (size > 0 && !endsWithNewline()) {
            opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
            size++;
        }
        return opened;
    }

    /** Whether the last line is whole; it is not when whoever wrote it was killed in the middle. */
    private boolean endsWithNewline() throws IOException {
        try (FileChannel reader = FileChannel.open(current, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reader.read(last, reader.size() - 1) == 1 && last.get(0) == '\n';
        }
    }

    private void takeBack(FileChannel open) {
        try {
            open.truncate(size);
        } catch (IOException _) {
            // The torn line stays; whoever reads skips it, and the next open ends it.
        }
        close();
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing is buffered in here: what was written stays written.
        }
    }
}
