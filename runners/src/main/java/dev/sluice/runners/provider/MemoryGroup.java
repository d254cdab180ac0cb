package dev.sluice.runners.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The control group of one runner, which the kernel kills when it needs more memory than its limit. */
final class MemoryGroup {

    private static final int REMOVALS = 10;
    private static final long PAUSE_MILLIS = 100;

    private final Path folder;
    private final CgroupVersion version;

    private MemoryGroup(Path folder, CgroupVersion version) {
        this.folder = folder;
        this.version = version;
    }

    /** Makes the group; {@code folder} must not exist. */
    static MemoryGroup make(Path folder, CgroupVersion version, long bytes) throws IOException {
        Files.createDirectory(folder);
        MemoryGroup group = new MemoryGroup(folder, version);
        try {
            version.limit(folder, bytes);
        } catch (IOException e) {
            group.remove();
            throw e;
        }
        return group;
    }

    /** The file that takes the ids of processes that join. */
    Path processes() {
        return folder.resolve("cgroup.procs");
    }

    /** Whether the kernel has killed in it because of its limit. */
    boolean killedForMemory() {
        try (Stream<String> lines = Files.lines(folder.resolve(version.events()))) {
            return lines.anyMatch(line -> line.startsWith("oom_kill ") && !line.endsWith(" 0"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Removes it, if need be a moment later: the kernel lets go of the dead in its own time. */
    void remove() {
        remove(REMOVALS);
    }

    private void remove(int attempts) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException busy) {
            if (attempts > 1) {
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(() -> remove(attempts - 1));
            }
        }
    }
}
