package dev.sluice.decorators.cache.shard;

import dev.sluice.decorators.cache.shard.process.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Starts true processes, with the class path of the test. Ends what is left. */
public final class RealShardProcesses implements ShardProcesses, AutoCloseable {

    private final Path folder;
    private final List<Process> started = new CopyOnWriteArrayList<>();
    private final Set<ShardGroup> groups = ConcurrentHashMap.newKeySet();

    public RealShardProcesses(Path folder) {
        this.folder = folder;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Process start(ShardFiles files, ShardSize size) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + size.heapMiB() + "m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(files.arguments(size));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("words.txt").toFile())
                .start();
        started.add(process);
        return process;
    }

    /** All that were started, in order. */
    public List<Process> started() {
        return List.copyOf(started);
    }

    /** Those in use. */
    public Set<ShardGroup> groups() {
        return Set.copyOf(groups);
    }

    @Override
    public void opened(ShardGroup group) {
        groups.add(group);
    }

    @Override
    public void closed(ShardGroup group) {
        groups.remove(group);
    }

    @Override
    public void close() {
        groups.forEach(ShardGroup::close);
        started.forEach(Process::destroyForcibly);
    }
}
