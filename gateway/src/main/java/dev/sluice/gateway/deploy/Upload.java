package dev.sluice.gateway.deploy;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.RuntimeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Code that has arrived, in a file of its own that is deleted when this is closed.
 *
 * @param name what its sender calls the file; empty if that was not told
 * @param compiledFor the runtime that has made it of a source file; empty if it is as it was sent
 */
public record Upload(Path file, Digest digest, String name, Optional<RuntimeName> compiledFor)
        implements AutoCloseable {

    /** One as it was sent. */
    public Upload(Path file, Digest digest, String name) {
        this(file, digest, name, Optional.empty());
    }

    /** One whose sender tells no name. */
    public Upload(Path file, Digest digest) {
        this(file, digest, "");
    }

    /** The same under another digest. */
    Upload under(Digest other) {
        return new Upload(file, other, name, compiledFor);
    }

    /** How much code it is. */
    long bytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Disk.failure("cannot read the upload " + file, e);
        }
    }

    @Override
    public void close() {
        Disk.deleteQuietly(file);
    }
}
