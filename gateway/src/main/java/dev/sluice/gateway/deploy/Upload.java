package dev.sluice.gateway.deploy;

import dev.sluice.core.function.Digest;
import dev.sluice.gateway.disk.Disk;
import java.nio.file.Path;

/** Code that has arrived, in a file of its own that is deleted when this is closed. */
public record Upload(Path file, Digest digest) implements AutoCloseable {

    @Override
    public void close() {
        Disk.deleteQuietly(file);
    }
}
