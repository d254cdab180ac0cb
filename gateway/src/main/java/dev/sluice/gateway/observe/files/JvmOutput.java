package dev.sluice.gateway.observe.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file to which a gateway in the background prints what is no record of its log: the last words of its JVM, thread
 * dumps, access records if they are asked for on standard output. Whoever started the gateway opened it for appending,
 * so it can be cut while it is written to. For one thread.
 */
public final class JvmOutput {

    /** How long it may grow between two calls of {@link #bound}. */
    public static final long MOST_BYTES = 1024 * 1024;

    private static final int KEPT_BYTES = 256 * 1024;

    private final Path file;

    /** {@code file} need not be there. */
    public JvmOutput(Path file) {
        this.file = file;
    }

    /** Keeps the end of what has grown too long. What is printed at this moment may come before it, or be lost. */
    public void bound() {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
                cut();
            }
        } catch (IOException e) {
            // The disk is watched elsewhere, and the next call tries again.
        }
    }

    private void cut() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer end = ByteBuffer.allocate(KEPT_BYTES);
            long from = channel.size() - KEPT_BYTES;
            while (end.hasRemaining() && channel.read(end, from + end.position()) >= 0) {
                // Until all of it is read.
            }
            channel.truncate(0);
            channel.write(end.flip(), 0);
        }
    }
}
