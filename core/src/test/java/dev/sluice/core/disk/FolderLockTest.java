package dev.sluice.core.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FolderLockTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private FolderLock lock(Duration patience) {
        return new FolderLock(folder, "lock", patience);
    }

    /** Whether this process has the lock's file open. */
    private boolean isOpen() throws IOException {
        Path file = folder.toRealPath().resolve("lock");
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.anyMatch(fd -> leadsTo(fd, file));
        }
    }

    private static boolean leadsTo(Path fd, Path file) {
        try {
            return Files.readSymbolicLink(fd).equals(file);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void itsFileIsOpenOnlyWhileSomebodyHoldsIt() throws Exception {
        FolderLock lock = lock(PATIENCE);
        assertThat(isOpen()).isFalse();
        assertThat(lock.locked(this::isOpen)).isTrue();
        assertThat(isOpen()).isFalse();
        assertThatThrownBy(() -> lock.locked(() -> {
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(isOpen()).isFalse();
    }

    @Test
    void oneThreadAtATimeHoldsItWhicheverOfItsLocksItHas() throws Exception {
        int[] count = new int[1];
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                FolderLock lock = lock(PATIENCE);
                all.add(threads.submit(() -> {
                    for (int j = 0; j < 100; j++) {
                        lock.locked(() -> count[0]++);
                    }
                    return true;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(count[0]).isEqualTo(2_000);
    }

    @Test
    void whoWaitsTooLongIsToldThatItIsHeld() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread holder = Thread.ofVirtual().start(() -> {
            try {
                lock(PATIENCE).locked(() -> {
                    held.countDown();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return true;
                });
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        held.await();
        assertThatThrownBy(() -> lock(Duration.ofMillis(20)).locked(() -> true))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("another process works in " + folder.toRealPath() + " for more than 0 s");
        over.countDown();
        holder.join();
        assertThat(lock(PATIENCE).locked(() -> true)).isTrue();
    }

    @Test
    void nothingIsDoneByOneThatIsClosed() {
        FolderLock lock = lock(PATIENCE);
        lock.close();
        assertThatThrownBy(() -> lock.locked(() -> true)).isInstanceOf(ClosedChannelException.class);
    }
}
