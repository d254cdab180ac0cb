package dev.sluice.store.artifact;

import dev.sluice.core.catalog.ArtifactFileName;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.LocalArtifacts;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.disk.FolderLock;
import dev.sluice.core.disk.HeldFile;
import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Artifacts as folders named by digest, with their files. A folder is made under another name, synced, and then renamed:
 * what has its final name is complete. Any number of gateways of this machine may share the store: drafts and pins have a {@link
 * HeldFile} each, by which others see that whoever made them lives.
 */
public final class DirectoryArtifactStore implements ArtifactStore, LocalArtifacts, AutoCloseable {

    private static final String HELD = ".held";
    private static final String PIN = ".pin-";

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("r--r--r--");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("r-x------");

    /** Changes of one gateway wait for each other too, and for the disk. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path root;
    private final FolderLock lock;

    /** Opens a store in a folder that exists, and clears what processes left there that live no more. */
    public DirectoryArtifactStore(Path root) {
        this.root = root.toAbsolutePath();
        this.lock = new FolderLock(root, "lock", PATIENCE);
        alone(() -> {
            clear(Disk.UNFINISHED);
            clear(PIN);
            return true;
        });
    }

    @Override
    public Draft draft() {
        Path folder = Disk.unfinished(root);
        return alone(() -> {
            HeldFile held = HeldFile.make(held(folder));
            return new FolderDraft(Disk.ownFolder(folder), held);
        });
    }

    @Override
    public Pin pin(Digest artifact) {
        Path pin = root.resolve(PIN + artifact.hex() + "-" + UUID.randomUUID());
        HeldFile held = alone(() -> HeldFile.make(pin));
        return held::close;
    }

    @Override
    public List<String> files(Digest artifact) {
        return names(folder(artifact));
    }

    /** Every artifact has a file at its top, so that nothing deeper need be read. */
    @Override
    public boolean contains(Digest artifact) {
        try (Stream<Path> top = Files.list(folder(artifact))) {
            return top.anyMatch(Files::isRegularFile);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + folder(artifact), e);
        }
    }

    @Override
    public List<String> putInto(Path folder, Digest artifact) {
        Path source = folder(artifact);
        List<String> names = names(source);
        Set<Path> folders = new LinkedHashSet<>();
        try {
            for (String name : names) {
                Path target = folder.resolve(name);
                for (Path above = target.getParent();
                        above != null && above.startsWith(folder);
                        above = above.getParent()) {
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
    public boolean delete(Digest artifact, BooleanSupplier needed) {
        Path rubbish = Disk.unfinished(root);
        boolean moved = alone(() -> {
            return clear(PIN + artifact.hex()) && !needed.getAsBoolean() && moved(artifact, rubbish);
        });
        Disk.deleteQuietly(rubbish);
        return moved;
    }

    @Override
    public void close() {
        lock.close();
    }

    private boolean moved(Digest artifact, Path rubbish) throws IOException {
        try {
            Files.move(folder(artifact), rubbish, StandardCopyOption.ATOMIC_MOVE);
            Disk.sync(root);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Deletes all whose names begin so and whose maker does not live; false if some of them stay. */
    private boolean clear(String beginning) throws IOException {
        boolean cleared = true;
        for (Path path : paths(beginning)) {
            String name = path.toString();
            boolean heldItself = name.endsWith(HELD) || beginning.startsWith(PIN);
            if (!HeldFile.isHeld(heldItself ? path : held(path))) {
                Disk.deleteQuietly(path);
            }
            cleared &= Files.notExists(path);
        }
        return cleared;
    }

    private List<Path> paths(String beginning) throws IOException {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(root, beginning + "*")) {
            List<Path> all = new ArrayList<>();
            paths.forEach(all::add);
            return all;
        }
    }

    private static Path held(Path draft) {
        return draft.resolveSibling(draft.getFileName() + HELD);
    }

    private <T> T alone(FolderLock.Work<T> work) {
        try {
            return lock.locked(work);
        } catch (IOException e) {
            throw Disk.failure("cannot work in " + root, e);
        }
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
            if (e.getCause() instanceof NoSuchFileException) {
                // Somebody deletes it.
                return List.of();
            }
            throw Disk.failure("cannot read the folder " + folder, new IOException(e.getMessage(), e));
        }
    }

    private final class FolderDraft implements Draft {

        private final Path folder;
        private final HeldFile held;

        FolderDraft(Path folder, HeldFile held) {
            this.folder = folder;
            this.held = held;
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
            held.close();
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
