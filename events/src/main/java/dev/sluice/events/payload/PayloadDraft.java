package dev.sluice.events.payload;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a payload as it comes: in memory what fits into a record, in a file what is longer. Used by one thread at a time, which may have
 * to wait for the disk.
 */
public final class PayloadDraft implements AutoCloseable {

    private final Supplier<PayloadFolder> folder;
    private final MessageDigest sha256 = Digest.sha256();
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path path;
    private @Nullable FileChannel file;
    private int bytes;

    PayloadDraft(Supplier<PayloadFolder> folder) {
        this.folder = folder;
    }

    /** Whether so many bytes more stay in memory: then {@link #write} does not wait. */
    public boolean fitsIntoMemory(int more) {
        return bytes + more <= Payload.MOST_INLINE;
    }

    /** Whether so many bytes more may be written. */
    public boolean mayHave(int more) {
        return bytes + more <= Payload.MOST;
    }

    /**
     * Takes a piece.
     *
     * @throws dev.sluice.core.catalog.StorageException if it cannot be written
     */
    public void write(ByteBuffer piece) {
        boolean inMemory = fitsIntoMemory(piece.remaining());
        bytes += piece.remaining();
        if (inMemory) {
            byte[] copy = new byte[piece.remaining()];
            piece.duplicate().get(copy);
            memory.writeBytes(copy);
            return;
        }
        try {
            FileChannel open = file;
            if (open == null) {
                open = open();
                write(open, ByteBuffer.wrap(memory.toByteArray()));
                memory.reset();
            }
            write(open, piece.duplicate());
        } catch (IOException e) {
            throw Disk.failure("cannot keep a body in " + folder.get().root(), e);
        }
    }

    private FileChannel open() throws IOException {
        path = folder.get().draft();
        FileChannel open = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        file = open;
        return open;
    }

    private void write(FileChannel open, ByteBuffer piece) throws IOException {
        sha256.update(piece.duplicate());
        while (piece.hasRemaining()) {
            open.write(piece);
        }
    }

    /**
     * All that was written; in a file, if it is long, that is durable. To be called once.
     *
     * @throws dev.sluice.core.catalog.StorageException if it cannot be kept
     */
    public Payload commit() {
        Path written = path;
        if (written == null) {
            return Payload.of(ByteBuffer.wrap(memory.toByteArray()));
        }
        Digest digest = Digest.of(sha256);
        closeFile();
        folder.get().take(written, digest);
        path = null;
        return new Payload.Kept(digest, bytes);
    }

    private void closeFile() {
        FileChannel open = file;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw Disk.failure("cannot keep a body in " + folder.get().root(), e);
            }
        }
    }

    /** Drops what was not committed. */
    @Override
    public void close() {
        Path written = path;
        if (written != null) {
            closeFile();
            Disk.deleteQuietly(written);
        }
    }
}
