package dev.sluice.decorators.cache.shard.process;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.disk.FolderLock;
import dev.sluice.core.disk.HeldFile;
import dev.sluice.decorators.cache.shard.ShardFiles;
import dev.sluice.decorators.cache.shard.ShardSize;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The process of a shard: {@code FOLDER NAME BYTES ENTRIES LONGEST_BODY}. Says {@code ready} on its standard output when it can be
 * reached at its socket; ends at once if another process is that shard, which the kernel knows also after {@code kill -9}, and when
 * no gateway is connected any more.
 */
public final class Main {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        ShardFiles files = new ShardFiles(Path.of(args[0]), args[1]);
        ShardSize size = new ShardSize(Long.parseLong(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        FolderLock lock = new FolderLock(files.folder(), ShardFiles.LOCK, Duration.ofSeconds(10));
        Optional<HeldFile> held = lock.locked(() -> hold(files));
        if (held.isEmpty()) {
            return;
        }
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(files.socket()));
            System.out.println(ShardFiles.READY);
            new ShardServer(new Shard(size, System::nanoTime), size.longestFrame()).serve(socket, PATIENCE);
        } finally {
            lock.locked(() -> {
                Disk.deleteQuietly(files.socket());
                held.get().close();
                return true;
            });
        }
        Runtime.getRuntime().halt(0);
    }

    /** Empty if another process is this shard. What processes left that were killed goes. */
    private static Optional<HeldFile> hold(ShardFiles files) throws IOException {
        if (HeldFile.isHeld(files.held())) {
            return Optional.empty();
        }
        for (ShardFiles left : List.copyOf(files.all())) {
            if (!HeldFile.isHeld(left.held())) {
                Disk.deleteQuietly(left.socket());
                Disk.deleteQuietly(left.held());
            }
        }
        return Optional.of(HeldFile.make(files.held()));
    }
}
