package dev.sluice.store.artifact;

import dev.sluice.core.catalog.ArtifactFileName;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.LocalArtifacts;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Artifacts as folders named by digest, with their files. A folder is made under another name, synced, and then renamed:
 * what has its final name is complete.
 */
public final class DirectoryArtifactStore implements ArtifactStore, LocalArtifacts {

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("r--r--r--");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("r-x------");

    private final Path root;

    /** Opens a store in a folder that exists, and clears what an earlier process left unfinished there. */
    public DirectoryArtifactStore(Path root) {
        this.root = root.toAbsolutePath();
        Disk.deleteUnfinished(this.root);
    }

    @Override
    public Draft draft() {
        Path folder = Disk.unfinished(root);
        return new FolderDraft(Disk.ownFolder(folder));
    }

    @Override
    public List<String> files(Digest artifact) {
        return names(folder(artifact));
    }

    @Override
    public List<String> putInto(Path folder, Digest artifact) {
        Path source = folder(artifact);
        List<String> names = names(source);
        Set<Path> folders = new LinkedHashSet<>();
        try {
            for (String name : names) {
                Path target = folder.resolve(name);
                for (Path above = target.getParent(); above.startsWith(folder); above = above.getParent()) {
                    folders.add(above);
                }
                Files.createDirectories(target.getParent());
                link(source.resolve(name), target);
            }
            for (Path filled : folders) {
                Files.setPosixFilePermissions(filled, FOLDER);
            }
        } catch (IOException e) {
            throw Disk.failure("cannot put code into " + folder, e);
        }
        return names;
    }

    /** A second name for the same bytes, read-only as these are from then on, or, where the file system has none, a copy. */
    private static void link(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileSystemException | UnsupportedOperationException noLinks) {
            Files.copy(file, target);
        }
        if (Files.getPosixFilePermissions(target).contains(PosixFilePermission.OWNER_WRITE)) {
            Files.setPosixFilePermissions(target, FILE);
        }
    }

    @Override
    public InputStream open(Digest artifact, String file) throws IOException {
        return Files.newInputStream(folder(artifact).resolve(ArtifactFileName.checked(file)));
    }

    @Override
    public List<Digest> list() {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> name.length() == 64)
                    .map(Digest::new)
                    .toList();
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + root, e);
        }
    }

    @Override
    public boolean delete(Digest artifact) {
        Path rubbish = Disk.unfinished(root);
        try {
            Files.move(folder(artifact), rubbish, StandardCopyOption.ATOMIC_MOVE);
            Disk.sync(root);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Disk.failure("cannot delete " + folder(artifact), e);
        }
        Disk.deleteQuietly(rubbish);
        return true;
    }

    private Path folder(Digest artifact) {
        return root.resolve(artifact.hex());
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted(ORDER)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + folder, e);
        } catch (UncheckedIOException e) {
            throw Disk.failure("cannot read the folder " + folder, new IOException(e.getMessage(), e));
        }
    }

    private final class FolderDraft implements Draft {

        private final Path folder;

        FolderDraft(Path folder) {
            this.folder = folder;
        }

        @Override
        public void take(String name, Path file) {
            try {
                Path target = target(name);
                if (!Disk.move(file, target)) {
                    Files.move(file, target);
                }
            } catch (IOException e) {
                throw Disk.failure("cannot keep the upload in " + root, e);
            }
        }

        @Override
        public OutputStream create(String name) throws IOException {
            return Files.newOutputStream(target(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void commit(Digest artifact) {
            if (names(folder).stream().noneMatch(name -> name.indexOf('/') < 0)) {
                throw new IllegalStateException("an artifact needs a file at its top");
            }
            try (Stream<Path> contents = Files.walk(folder)) {
                for (Path path : contents.toList()) {
                    Disk.sync(path);
                }
                if (!contains(artifact)) {
                    rename(artifact);
                }
                Disk.sync(root);
            } catch (IOException e) {
                throw Disk.failure("cannot keep the code in " + root, e);
            }
        }

        @Override
        public void close() {
            Disk.deleteQuietly(folder);
        }

        private void rename(Digest artifact) throws IOException {
            try {
                Disk.move(folder, folder(artifact));
            } catch (IOException e) {
                // Two uploads of the same bytes at once: the other one was first, and has the same content.
                if (!contains(artifact)) {
                    throw e;
                }
            }
        }

        private Path target(String name) throws IOException {
            Path target = folder.resolve(ArtifactFileName.checked(name));
            Files.createDirectories(target.getParent());
            return target;
        }
    }
}
