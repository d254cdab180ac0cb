package dev.sluice.decorators.cache.shard;

import java.nio.file.Path;

/** For tests that need no process. */
public record NoShardProcesses(Path folder) implements ShardProcesses {

    public NoShardProcesses() {
        this(Path.of("/nowhere"));
    }

    @Override
    public Process start(ShardFiles files, ShardSize size) {
        throw new AssertionError("no shard is needed");
    }

    @Override
    public void opened(ShardGroup group) {
        throw new AssertionError("no shard is needed");
    }

    @Override
    public void closed(ShardGroup group) {
        // Nothing to forget.
    }
}
