package dev.sluice.events.broker;

import java.nio.file.Path;
import java.util.Optional;

/**
 * With what a broker of the platform's own is started.
 *
 * @param folder where it keeps everything; gateways that name the same one share one broker
 * @param jars the folder of its jars; without it no broker can be started
 * @param cache a folder for what makes it start faster; may be emptied at any time
 * @param heapMiB its heap, 96 to 65,536 MiB
 * @param fsync whether it writes every record through to the disk before it acknowledges it
 */
public record BrokerSettings(Path folder, Optional<Path> jars, Path cache, int heapMiB, boolean fsync) {

    private static final int LEAST_HEAP = 96;
    private static final int MOST_HEAP = 65_536;

    public BrokerSettings {
        folder = folder.toAbsolutePath().normalize();
        jars = jars.map(path -> path.toAbsolutePath().normalize());
        cache = cache.toAbsolutePath().normalize();
        if (heapMiB < LEAST_HEAP || heapMiB > MOST_HEAP) {
            throw new IllegalArgumentException("The heap of the broker (sluice.kafka.heap) is " + heapMiB
                    + " MiB: allowed is " + LEAST_HEAP + " to " + MOST_HEAP + " MiB.");
        }
    }
}
