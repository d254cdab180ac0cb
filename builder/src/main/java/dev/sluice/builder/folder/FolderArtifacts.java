package dev.sluice.builder.folder;

import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.FolderArchive;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.LocalArtifacts;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives runners the files of a folder that was sent as one archive, or of one file for which something was built. It is unpacked once, into
 * a cache that may be deleted at any time, and runners get second names of its files. All other artifacts are given as they are. Thread-safe; blocks on the disk.
 */
public final class FolderArtifacts implements LocalArtifacts {

    /** What a build made for the folder, as a file of its artifact. */
    public static final String RESULT = "build/result.tar.gz";

    /** What that build printed, likewise. */
    public static final String LOG = "build/log.txt";

    /** How many names of what lies at the top of a folder are told. */
    static final int MOST_NAMES = 1_000;

    private static final Set<PosixFilePermission> READ = PosixFilePermissions.fromString("r--r--r--");
    private static final Set<PosixFilePermission> RUN = PosixFilePermissions.fromString("r-xr-xr-x");
    private static final Set<PosixFilePermission> ENTER = PosixFilePermissions.fromString("r-x------");

    private final ArtifactStore store;
    private final LocalArtifacts others;
    private final Path cache;
    private final ArchiveLimits limits;
    private final Map<Digest, Object> underWay = new ConcurrentHashMap<>();

    /**
     * @param others how artifacts are given that are no folders
     * @param cache a folder that is made if need be, and in which nobody else keeps files
     */
    public FolderArtifacts(ArtifactStore store, LocalArtifacts others, Path cache, ArchiveLimits limits) {
        this.store = store;
        this.others = others;
        this.cache = cache;
        this.limits = limits;
        Disk.deleteUnfinished(Disk.ownFolder(cache));
    }

    @Override
    public List<String> putInto(Path folder, Digest artifact) {
        List<String> files = store.files(artifact);
        Optional<FolderArchive.Format> format =
                files.isEmpty() ? Optional.empty() : FolderArchive.Format.kept(files.getFirst());
        if (format.isEmpty() && !files.contains(RESULT)) {
            return others.putInto(folder, artifact);
        }
        try {
            Path unpacked = unpacked(artifact, format, files);
            Files.walkFileTree(unpacked, new SecondNames(unpacked, folder));
            try (Stream<Path> top = Files.list(folder)) {
                return top.map(path -> String.valueOf(path.getFileName()))
                        .sorted()
                        .limit(MOST_NAMES)
                        .toList();
            }
        } catch (IOException e) {
            throw Disk.failure("cannot put code into " + folder, e);
        }
    }

    private Path unpacked(Digest artifact, Optional<FolderArchive.Format> format, List<String> files)
            throws IOException {
        Path unpacked = cache.resolve(artifact.hex());
        synchronized (underWay.computeIfAbsent(artifact, _ -> new Object())) {
            try {
                if (!Files.isDirectory(unpacked)) {
                    deleteUnknown();
                    unpack(artifact, format, files, unpacked);
                }
            } finally {
                underWay.remove(artifact);
            }
        }
        return unpacked;
    }

    /** Nobody finds a folder under its name before all of it is there. */
    private void unpack(Digest artifact, Optional<FolderArchive.Format> format, List<String> files, Path target)
            throws IOException {
        Path archive = Disk.unfinished(cache);
        Path folder = Disk.unfinished(cache);
        Path result = Disk.unfinished(cache);
        try {
            if (format.isPresent()) {
                copy(artifact, format.get().kept(), archive);
                new FolderArchive(archive, format.get(), limits).unpack(folder);
            } else {
                copy(artifact, files.getFirst(), Disk.ownFolder(folder).resolve(files.getFirst()));
            }
            if (files.contains(RESULT)) {
                copy(artifact, RESULT, result);
                new FolderArchive(result, FolderArchive.Format.TAR_GZ, limits).unpackOver(folder);
            }
            Files.walkFileTree(folder, new ReadOnly());
            Disk.move(folder, target);
        } catch (UploadRefusedException e) {
            throw new StorageException(
                    StorageException.Reason.FAILED,
                    "the code " + artifact + " cannot be unpacked any more: " + e.sentence(),
                    new IOException(e));
        } finally {
            Disk.deleteQuietly(archive);
            Disk.deleteQuietly(result);
            Disk.deleteQuietly(folder);
        }
    }

    private void copy(Digest artifact, String name, Path to) throws IOException {
        try (InputStream kept = store.open(artifact, name)) {
            Files.copy(kept, to);
        }
    }

    /** What nobody keeps any more is not unpacked again. */
    private void deleteUnknown() throws IOException {
        Set<String> known = Set.copyOf(store.list().stream().map(Digest::hex).toList());
        try (Stream<Path> all = Files.list(cache)) {
            all.filter(path -> {
                        String name = String.valueOf(path.getFileName());
                        return name.length() == 64 && !known.contains(name);
                    })
                    .forEach(Disk::deleteQuietly);
        }
    }

    /** What was unpacked is read, and never written again. */
    private static final class ReadOnly extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!attributes.isSymbolicLink()) {
                Files.setPosixFilePermissions(file, Files.isExecutable(file) ? RUN : READ);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** Makes the same tree elsewhere; a file is there by a second name, or, where the file system has none, a copy. */
    private static final class SecondNames extends SimpleFileVisitor<Path> {

        private final Path from;
        private final Path to;

        SecondNames(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            Files.createDirectories(there(folder));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink()) {
                Files.createSymbolicLink(there(file), Files.readSymbolicLink(file));
                return FileVisitResult.CONTINUE;
            }
            try {
                Files.createLink(there(file), file);
            } catch (FileSystemException | UnsupportedOperationException noLinks) {
                Files.copy(file, there(file), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            Files.setPosixFilePermissions(there(folder), ENTER);
            return super.postVisitDirectory(folder, e);
        }

        private Path there(Path path) {
            return to.resolve(from.relativize(path));
        }
    }
}
