package dev.sluice.runner.program.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A second look at the pipe that a process writes to: the JDK's stream of it cannot be asked while somebody reads it. */
final class Pipe {

    private final FileInputStream stream;

    private Pipe(FileInputStream stream) {
        this.stream = stream;
    }

    /** The one behind a descriptor of a process; empty where the system has no such file, or it is no pipe. */
    static Optional<Pipe> of(long pid, int descriptor) {
        Path file = Path.of("/proc", Long.toString(pid), "fd", Integer.toString(descriptor));
        try {
            return Files.readSymbolicLink(file).toString().startsWith("pipe:")
                    ? Optional.of(new Pipe(new FileInputStream(file.toFile())))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether nothing is in it that nobody has read. */
    boolean isEmpty() {
        try {
            return stream.available() == 0;
        } catch (IOException e) {
            return true;
        }
    }

    void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }
}
