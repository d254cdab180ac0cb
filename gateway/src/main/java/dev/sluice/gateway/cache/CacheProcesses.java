package dev.sluice.gateway.cache;

import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.cache.shard.LinkReport;
import dev.sluice.decorators.cache.shard.ShardFiles;
import dev.sluice.decorators.cache.shard.ShardGroup;
import dev.sluice.decorators.cache.shard.ShardProcesses;
import dev.sluice.decorators.cache.shard.ShardSize;
import dev.sluice.decorators.cache.shard.process.Main;
import dev.sluice.gateway.jvm.SmallJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts the processes of sharded caches, whose sockets are in a folder that all gateways of the machine share. They end by themselves
 * when no gateway is connected any more. Thread-safe.
 */
public final class CacheProcesses implements ShardProcesses, AutoCloseable {

    /** They start in half of the time and memory, and have little to compute. */
    private static final List<String> OPTIONS = List.of(
            "-Xms8m",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxMetaspaceSize=32m",
            "-XX:ReservedCodeCacheSize=16m",
            // Sockets are written from the heap by way of such memory: a body, and its head.
            "-XX:MaxDirectMemorySize=128m");

    private final Path sockets;
    private final SmallJvm jvm;
    private final Set<ShardGroup> groups = ConcurrentHashMap.newKeySet();

    /**
     * Starts nothing yet.
     *
     * @param sockets a folder that is there
     * @param own where processes that this gateway starts work and leave their last words
     */
    public CacheProcesses(Path sockets, Path own) {
        this.sockets = sockets;
        this.jvm = SmallJvm.of(Main.class, own);
    }

    /** How a process of the cache of a function stands. */
    public record Standing(FunctionName function, LinkReport link) {}

    @Override
    public Path folder() {
        return sockets;
    }

    @Override
    public Process start(ShardFiles files, ShardSize size) throws IOException {
        return jvm.start(files.name(), size.heapMiB(), OPTIONS, Main.class, files.arguments(size));
    }

    @Override
    public void opened(ShardGroup group) {
        groups.add(group);
    }

    @Override
    public void closed(ShardGroup group) {
        groups.remove(group);
    }

    /** All that are in use, by function and in order. May wait for a moment for each that is stuck. */
    public List<Standing> report() {
        List<Standing> all = new ArrayList<>();
        try {
            for (ShardGroup group : sorted()) {
                for (LinkReport link : group.report()) {
                    all.add(new Standing(group.plan().function(), link));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all;
    }

    private List<ShardGroup> sorted() {
        return groups.stream()
                .sorted(Comparator.comparing((ShardGroup group) -> group.plan().function())
                        .thenComparing(group -> group.plan().name()))
                .toList();
    }

    /** Those of one function. */
    public List<LinkReport> report(FunctionName function) {
        return report().stream()
                .filter(standing -> standing.function().equals(function))
                .map(Standing::link)
                .toList();
    }

    /** Disconnects. Processes that no other gateway is connected to end. */
    @Override
    public void close() {
        List.copyOf(groups).forEach(ShardGroup::close);
    }
}
