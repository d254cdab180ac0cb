package dev.sluice.gateway.observe.logs;

import dev.sluice.core.function.FunctionName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the folders of functions that do not exist: removed ones that printed to the end, and ones whose first deployment
 * was refused. They stay for {@link #GRACE}, so that there is time to read why.
 */
final class Sweep {

    static final Duration GRACE = Duration.ofMinutes(10);
    static final Duration INTERVAL = Duration.ofHours(1);

    private final Path folder;
    private final InstantSource clock;
    private final Predicate<FunctionName> exists;
    private Instant next;

    Sweep(Path folder, InstantSource clock, Predicate<FunctionName> exists) {
        this.folder = folder;
        this.clock = clock;
        this.exists = exists;
        this.next = clock.instant().plus(GRACE);
    }

    /** The functions whose folders are to be deleted now; looks at most once an hour. */
    List<String> due() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return List.of();
        }
        next = now.plus(INTERVAL);
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path path : folders) {
                String name = String.valueOf(path.getFileName());
                if (FunctionName.isValid(name)
                        && !exists.test(new FunctionName(name))
                        && lastUse(path).plus(GRACE).isBefore(now)) {
                    found.add(name);
                }
            }
        } catch (IOException _) {
            // Whoever writes there complains.
        }
        return found;
    }

    /** Deletes a function's folder with what we put into it; returns whether it is gone. */
    boolean delete(String function) {
        Path home = folder.resolve(function);
        if (!Files.isDirectory(home)) {
            return true;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(home);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static Instant lastUse(Path home) throws IOException {
        Instant last = Files.getLastModifiedTime(home).toInstant();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home)) {
            for (Path file : files) {
                Instant use = Files.getLastModifiedTime(file).toInstant();
                last = use.isAfter(last) ? use : last;
            }
        }
        return last;
    }
}
