package dev.sluice.runners.pool;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What instances have told for the starts of later ones ({@link Frame.Profile}): a file for each artifact and runtime in {@code
 * cache/profiles}. The oldest go when there are too many; without any of them starts are slower, and nothing else. Blocks on
 * the disk. Thread-safe.
 */
final class StartupProfiles {

    static final int MOST = 2_000;

    private static final System.Logger LOG = System.getLogger(StartupProfiles.class.getName());

    private final Path folder;

    StartupProfiles(Path cache) {
        folder = cache.resolve("profiles");
    }

    /** The order with what is known of the version's artifact. */
    Frame.Specialise addTo(Frame.Specialise order, FunctionVersion version) {
        Path file = file(version);
        long size = file.toFile().length();
        if (size == 0 || size > Protocol.MAX_PROFILE_BYTES) {
            return order;
        }
        try {
            return order.with(Frame.Profile.SETTING, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "A startup profile of {0} cannot be read: {1}", version.label(), e.toString());
            return order;
        }
    }

    /** Keeps what an instance of the version has told, in the place of what others have told before. */
    synchronized void keep(FunctionVersion version, String profile) {
        try {
            Files.createDirectories(folder);
            Disk.replace(file(version), profile.getBytes(StandardCharsets.UTF_8));
            deleteOldest();
        } catch (IOException | StorageException e) {
            LOG.log(Level.WARNING, "The startup profile of {0} cannot be kept: {1}", version.label(), e.toString());
        }
    }

    private void deleteOldest() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        if (files.size() <= MOST) {
            return;
        }
        Map<Path, FileTime> ages = files.stream().collect(Collectors.toMap(file -> file, StartupProfiles::age));
        files.stream()
                .sorted(Comparator.comparing(ages::get))
                .limit(files.size() - MOST + MOST / 10)
                .forEach(Disk::deleteQuietly);
    }

    private static FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private Path file(FunctionVersion version) {
        return folder.resolve(
                version.spec().code().runtime().value() + "-" + version.code().hex());
    }
}
