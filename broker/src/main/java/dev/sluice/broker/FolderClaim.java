package dev.sluice.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * The file {@code broker.lock} of a folder: locked as long as a broker works there, by the kernel, so also after a death without
 * warning. Its one line tells gateways who that is: {@code sluice-broker 1}, its process id, when that process started in
 * milliseconds since 1970, the settings it was started with, and {@code starting} or {@code ready}.
 */
final class FolderClaim {

    /** A gateway that asks whether the file is locked holds it for a moment. */
    private static final int TRIES = 100;

    private static final Duration BETWEEN = Duration.ofMillis(20);

    private final FileChannel channel;
    private final FileLock lock;
    private final String start;

    private FolderClaim(FileChannel channel, FileLock lock, String settings) throws IOException {
        this.channel = channel;
        this.lock = lock;
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().orElseThrow().toEpochMilli();
        this.start = "sluice-broker 1 " + self.pid() + " " + started + " " + settings + " ";
        write("starting");
    }

    /** Takes the folder until this process ends; empty if another broker has it for two seconds. */
    static Optional<FolderClaim> take(Path folder, String settings) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        for (int i = 0; i < TRIES; i++) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new FolderClaim(channel, lock, settings));
            }
            Waiting.pause(BETWEEN);
        }
        channel.close();
        return Optional.empty();
    }

    /** Tells gateways that it answers. */
    void ready() throws IOException {
        if (!lock.isValid()) {
            throw new IOException("the lock of the folder is lost");
        }
        write("ready");
    }

    private void write(String state) throws IOException {
        byte[] line = (start + state + "\n").getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(line), 0);
    }
}
