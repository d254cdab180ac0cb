package dev.sluice.builder.build;

import dev.sluice.builder.upload.FolderArchive;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Results of builds in a folder, by their keys; those that were not wanted for the longest time go when there is no room. Beside them lies
 * what tools keep for themselves, apart for each namespace; all of that goes where it takes too much. Thread-safe.
 */
final class Results {

    /** How those of source files do. */
    static final String JAR = ".jar";

    private static final String LOG = ".log";
    private static final String TOOLS = "tools";

    private final Path folder;
    private final String ending;
    private final long mostBytes;

    /** {@code ending}: how the names of results end. */
    Results(Path folder, String ending, long mostBytes) {
        this.folder = folder;
        this.ending = ending;
        this.mostBytes = mostBytes;
        Disk.deleteUnfinished(folder);
    }

    /** How the names of results of folders end. */
    static String ending(FolderArchive.Format format) {
        return switch (format) {
            case ZIP -> ".zip";
            case TAR_GZ -> ".tar.gz";
        };
    }

    /** A result, or the room for one. */
    record Kept(Path archive, Path log) {

        boolean isThere() {
            return Files.isRegularFile(archive) && Files.isRegularFile(log);
        }
    }

    /** What tools of a namespace keep for themselves. */
    Path tools(Namespace namespace) {
        return Disk.ownFolder(folder.resolve(TOOLS).resolve(namespace.value()));
    }

    Kept find(Digest key) {
        Kept kept = new Kept(folder.resolve(key.hex() + ending), folder.resolve(key.hex() + LOG));
        if (kept.isThere()) {
            try {
                Files.setLastModifiedTime(kept.archive(), FileTime.fromMillis(System.currentTimeMillis()));
            } catch (IOException e) {
                throw Disk.failure("cannot use " + kept.archive(), e);
            }
        }
        return kept;
    }

    void keep(Kept kept, Path archive, List<String> lines) {
        Path log = Disk.unfinished(folder);
        try {
            Files.write(log, lines);
            Files.move(log, kept.log(), StandardCopyOption.REPLACE_EXISTING);
            Files.move(archive, kept.archive(), StandardCopyOption.REPLACE_EXISTING);
            makeRoom(kept.archive());
        } catch (IOException e) {
            throw Disk.failure("cannot keep the result of a build in " + folder, e);
        } finally {
            Disk.deleteQuietly(log);
        }
    }

    /** {@code newest} stays. */
    private synchronized void makeRoom(Path newest) throws IOException {
        List<Path> archives;
        try (Stream<Path> all = Files.list(folder)) {
            archives = all.filter(path -> path.toString().endsWith(ending))
                    .sorted(Comparator.comparingLong(
                                    (Path path) -> path.toFile().lastModified())
                            .reversed())
                    .toList();
        }
        long bytes = 0;
        for (Path archive : archives) {
            bytes += Files.size(archive);
            if (bytes > mostBytes && !archive.equals(newest)) {
                Files.deleteIfExists(archive);
                String name = String.valueOf(archive.getFileName());
                Files.deleteIfExists(archive.resolveSibling(name.replace(ending, LOG)));
            }
        }
    }

    /** Only while no build uses what its tools keep. */
    void makeRoomForTools() throws IOException {
        Path tools = folder.resolve(TOOLS);
        if (Files.isDirectory(tools) && BuildProcess.size(tools, mostBytes) > mostBytes) {
            Disk.deleteQuietly(tools);
        }
    }
}
