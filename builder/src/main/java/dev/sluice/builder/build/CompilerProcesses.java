package dev.sluice.builder.build;

import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Processes that hold compilers: each works for one caller at a time, rests until it is wanted again, and ends if it is not. Thread-safe. */
final class CompilerProcesses implements AutoCloseable {

    private final Path work;
    private final Confinement confinement;
    private final Duration idle;

    /** By their programs; the last that was used is the first that is taken. Guarded by this, as the others. */
    private final Map<Path, Deque<CompilerProcess>> resting = new HashMap<>();

    private boolean closed;

    /**
     * @param work where each has a folder of its own
     * @param idle how long one rests
     */
    CompilerProcesses(Path work, Confinement confinement, Duration idle) {
        this.work = work;
        this.confinement = confinement;
        this.idle = idle;
    }

    /** One that rests, or a new one. Whoever takes it gives it back or closes it. */
    CompilerProcess take(BuildTool tool) throws IOException {
        Optional<CompilerProcess> rested = rested(tool);
        return rested.isPresent() ? rested.get() : start(tool);
    }

    private synchronized Optional<CompilerProcess> rested(BuildTool tool) {
        Deque<CompilerProcess> all = resting.getOrDefault(tool.program(), new ArrayDeque<>());
        while (!all.isEmpty()) {
            CompilerProcess last = all.pop();
            if (last.isAlive()) {
                return Optional.of(last);
            }
            last.close();
        }
        return Optional.empty();
    }

    private CompilerProcess start(BuildTool tool) throws IOException {
        Path folder = Disk.ownFolder(Disk.unfinished(work));
        boolean started = false;
        try {
            Map<String, String> environment = new HashMap<>(tool.environment());
            environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
            environment.put("HOME", folder.toString());
            environment.put("TMPDIR", folder.toString());
            environment.put("LANG", "C.UTF-8");
            Confinement.Reach reach = new Confinement.Reach(
                    List.of(tool.program().resolveSibling("")), List.of(folder), tool.interpreter(), folder);
            CompilerProcess process = CompilerProcess.start(
                    confinement.around(List.of(tool.program().toString()), reach), environment, folder);
            started = true;
            return process;
        } finally {
            if (!started) {
                Disk.deleteQuietly(folder);
            }
        }
    }

    /** It has answered, and has nothing to do. */
    void give(BuildTool tool, CompilerProcess process) {
        synchronized (this) {
            if (!closed) {
                resting.computeIfAbsent(tool.program(), _ -> new ArrayDeque<>()).push(process);
                long turn = process.rests();
                CompletableFuture.delayedExecutor(idle.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread)
                        .execute(() -> endIfStill(tool, process, turn));
                return;
            }
        }
        process.close();
    }

    private void endIfStill(BuildTool tool, CompilerProcess process, long turn) {
        synchronized (this) {
            if (!process.isAtRest(turn)
                    || !resting.getOrDefault(tool.program(), new ArrayDeque<>()).remove(process)) {
                return;
            }
        }
        process.close();
    }

    /** Ends those that rest, and those that work when they are given back. */
    @Override
    public void close() {
        List<CompilerProcess> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            resting.values().forEach(all::addAll);
            resting.clear();
        }
        all.forEach(CompilerProcess::close);
    }
}
