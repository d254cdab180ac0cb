package dev.sluice.decorators.cache.shard;

import java.io.IOException;
import java.nio.file.Path;

/** Starts processes for shards, and knows who uses them. Thread-safe. */
public interface ShardProcesses {

    /** A folder that all gateways of the machine have in common, for sockets. */
    Path folder();

    /**
     * Starts a process that keeps a shard, unless another process is that shard. It inherits nothing, and its standard output is a pipe.
     *
     * @throws IOException if it cannot be started
     */
    Process start(ShardFiles files, ShardSize size) throws IOException;

    /** A group is in use from now on, so that people are told of it. */
    void opened(ShardGroup group);

    /** It is in use no more. */
    void closed(ShardGroup group);
}
