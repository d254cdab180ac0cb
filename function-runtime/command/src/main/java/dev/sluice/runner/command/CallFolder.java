package dev.sluice.runner.command;

import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The files of one call, in a folder that is gone with it.
 *
 * @param folder its own
 */
record CallFolder(Path folder) implements AutoCloseable {

    /** Makes it in {@code work} and stores the request's body there. */
    static CallFolder with(InputStream body, Path work) throws IOException {
        CallFolder made = new CallFolder(Files.createTempDirectory(work, "call-"));
        try {
            Files.createDirectory(made.output());
            Files.createDirectory(made.temporary());
            Files.copy(body, made.item());
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    /** The request's body. */
    Path item() {
        return folder.resolve("item");
    }

    /** Where the program leaves its results. */
    Path output() {
        return folder.resolve("output");
    }

    /** What it wrote to its standard output. */
    Path printed() {
        return folder.resolve("printed");
    }

    Path temporary() {
        return folder.resolve("tmp");
    }

    /** The regular files among the results, by their paths; links are passed over, which may point anywhere. */
    List<Path> results() throws IOException {
        try (Stream<Path> all = Files.walk(output())) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(
                    "what the program left in its folder of results cannot be read: "
                            + reason(Objects.requireNonNull(e.getCause())),
                    e);
        }
    }

    /** Without the path, which may be long and tells callers nothing. */
    private static String reason(IOException e) {
        return e instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : e.getClass().getSimpleName();
    }

    /** Removes it as far as it can; the rest goes with the runner. */
    @Override
    public void close() {
        Disk.deleteQuietly(folder);
    }
}
