package dev.sluice.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Looks now and then whether there is a gateway. Each has a file of its own in a folder and keeps it locked; the kernel
 * gives the lock back when a gateway dies.
 */
final class GatewayWatch {

    private final Path folder;
    private final Duration between;
    private final Duration grace;
    private final Runnable abandoned;

    /**
     * @param between the time between two looks
     * @param abandoned what is done, once, when there was no gateway for {@code grace}
     */
    GatewayWatch(Path folder, Duration between, Duration grace, Runnable abandoned) {
        this.folder = folder;
        this.between = between;
        this.grace = grace;
        this.abandoned = abandoned;
    }

    /** Begins to look, on a thread of its own. */
    void start() {
        Thread.ofPlatform().daemon().name("gateway-watch").start(this::watch);
    }

    private void watch() {
        for (long seen = System.nanoTime(); System.nanoTime() - seen < grace.toNanos(); ) {
            Waiting.pause(between);
            if (anyLives()) {
                seen = System.nanoTime();
            }
        }
        System.err.println("The broker ends: there was no gateway for " + grace.toSeconds() + " s");
        abandoned.run();
    }

    /** A folder that is gone has none; one that cannot be read, for want of file descriptors say, may have some. */
    private boolean anyLives() {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (isHeld(file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean isHeld(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
