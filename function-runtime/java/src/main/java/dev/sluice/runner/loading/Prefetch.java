package dev.sluice.runner.loading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a small jar ahead as a whole, on a thread of its own, and unpacks its classes while the function's thread is busy with
 * the ones before: a third of the cost of reading each by its name. Where it is known which classes are needed, each is
 * unpacked by the thread that loads it. Whatever is not there yet, or is too much, is read as usual; after some seconds all is
 * forgotten.
 */
final class Prefetch {

    private static final long MAX_JAR_BYTES = 4 * 1024 * 1024;
    private static final int MAX_BYTES = 8 * 1024 * 1024;
    private static final int FEW_BYTES = 16 * 1024;
    private static final int KEPT_SECONDS = 5;

    private final boolean unpacks;
    private final Map<String, byte[]> classes = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile CountDownLatch reading = new CountDownLatch(0);
    private volatile @Nullable JarContent content;

    /** {@code unpacks}: whether classes are unpacked ahead too. */
    Prefetch(boolean unpacks) {
        this.unpacks = unpacks;
    }

    /** Begins to read {@code jar}, unless it is so small or so large that it does not pay. */
    void start(Path jar) throws IOException {
        long size = Files.size(jar);
        if (size > FEW_BYTES && size <= MAX_JAR_BYTES) {
            reading = new CountDownLatch(1);
            Thread thread = new Thread(null, () -> run(jar), "sluice-prefetch", 0, false);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Waits until the jar has been read, though maybe not unpacked. */
    void awaitReading() throws InterruptedException {
        reading.await();
    }

    /** The bytes of the class of a binary name if they were read; where classes are unpacked ahead, only once. */
    byte @Nullable [] take(String name) {
        JarContent read = content;
        if (read == null || unpacks) {
            return classes.remove(name);
        }
        try {
            return read.bytes(name, MAX_BYTES);
        } catch (ZipException e) {
            // Whoever reads it as usual tells what is wrong.
            return null;
        }
    }

    /** Stops reading and forgets everything. */
    void stop() {
        stopped.countDown();
    }

    private void run(Path jar) {
        try {
            JarContent read = JarContent.read(jar);
            content = read;
            reading.countDown();
            if (unpacks) {
                unpack(read);
            }
            boolean unused = stopped.await(KEPT_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // Whoever needs a class reads it by its name, and tells what is wrong then.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reading.countDown();
            content = null;
            classes.clear();
        }
    }

    private void unpack(JarContent read) throws ZipException {
        int left = MAX_BYTES;
        for (String name : read.names()) {
            byte[] bytes = read.bytes(name, left);
            if (bytes == null || stopped.getCount() == 0) {
                return;
            }
            classes.put(name, bytes);
            left -= bytes.length;
        }
    }
}
