package dev.sluice.gateway.observe.logs;

import dev.sluice.core.function.FunctionName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the folders that have to go: of functions that do not exist, because they were removed or their first deployment
 * was refused, after {@link #GRACE}, so that there is time to read why; and of silent ones when all have too much.
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
                Optional<FunctionName> function = Folders.function(path).filter(name -> !exists.test(name));
                if (function.isPresent() && use(path).last().plus(GRACE).isBefore(now)) {
                    found.add(function.get().value());
                }
            }
        } catch (IOException _) {
            // Whoever writes there complains.
        }
        return found;
    }

    /** The functions that have been silent longest, as many as must go so that the others have at most {@code bytes}. */
    List<String> beyond(long bytes) {
        List<Used> uses = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path path : folders) {
                Optional<FunctionName> function = Folders.function(path);
                if (function.isPresent()) {
                    uses.add(new Used(function.get().value(), use(path)));
                }
            }
        } catch (IOException _) {
            // Whoever writes there complains.
        }
        long excess = uses.stream().mapToLong(used -> used.use().bytes()).sum() - bytes;
        uses.sort(Comparator.comparing(used -> used.use().last()));
        List<String> silent = new ArrayList<>();
        for (int i = 0; i < uses.size() && excess > 0; i++) {
            silent.add(uses.get(i).function());
            excess -= uses.get(i).use().bytes();
        }
        return silent;
    }

    /** Deletes a function's folder with what we put into it; returns whether it is gone. */
    boolean delete(String function) {
        Path home = Folders.of(folder, function);
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

    private record Use(Instant last, long bytes) {}

    private record Used(String function, Use use) {}

    private static Use use(Path home) throws IOException {
        Instant last = Files.getLastModifiedTime(home).toInstant();
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home)) {
            for (Path file : files) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                Instant use = attributes.lastModifiedTime().toInstant();
                last = use.isAfter(last) ? use : last;
                bytes += attributes.size();
            }
        }
        return new Use(last, bytes);
    }
}
