package dev.sluice.store.catalog;

import dev.sluice.core.catalog.SecretId;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.catalog.SecretWatchers;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.disk.FolderLock;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.store.folder.FolderEvents;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Secrets as files that only their owner can read, {@code <namespace>.<name>}, each laid out as {@link SecretFile} says. A
 * file of a newer format is listed, and is neither read nor changed. Processes of one machine may share the folder: each
 * change replaces a file whole, and others' changes are told by its events.
 */
public final class DirectorySecretStore implements SecretStore {

    /** Changes of one gateway wait for each other too, and for the disk. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final FolderLock lock;
    private final SecretWatchers watchers = new SecretWatchers();
    private final FolderEvents events;

    /** The secrets that a change may be told of: those that were there when it was last looked. */
    private final Set<SecretId> told = ConcurrentHashMap.newKeySet();

    /**
     * Opens a store in a folder that exists and that only its owner can see into. Files of builds before namespaces, which
     * have a secret's name and hold just its value, become secrets of {@link Namespace#DEFAULT}.
     */
    public DirectorySecretStore(Path folder) {
        this.folder = folder;
        this.lock = new FolderLock(folder, ".lock", PATIENCE);
        this.events = new FolderEvents(folder, "secrets", this::tellAll);
        alone(() -> {
            Disk.deleteUnfinished(folder);
            names().filter(SecretName::isValid).forEach(this::bring);
            return folder;
        });
    }

    private <T> T alone(FolderLock.Work<T> change) {
        try {
            return lock.locked(change);
        } catch (IOException e) {
            throw Disk.failure("cannot change the secrets in " + folder, e);
        }
    }

    @Override
    public void put(Namespace namespace, SecretName name, SecretValue value) {
        SecretId id = new SecretId(namespace, name);
        alone(() -> {
            // A newer build's file is not to be written over.
            refuseNewer(file(id), read(file(id)));
            Disk.replace(file(id), SecretFile.write(value));
            return id;
        });
        watchers.tell(id);
    }

    @Override
    public Optional<SecretValue> get(Namespace namespace, SecretName name) {
        Path file = file(new SecretId(namespace, name));
        Optional<SecretFile.Read> read = read(file);
        refuseNewer(file, read);
        return read.map(known -> switch (known) {
            case SecretFile.Read.Secret(SecretValue value) -> value;
            case SecretFile.Read.Newer _, SecretFile.Read.Damaged _ ->
                throw new StorageException(
                        StorageException.Reason.FAILED,
                        "the file " + file + " does not hold a secret as this gateway writes it: set the secret anew");
        });
    }

    @Override
    public List<SecretInfo> list(Namespace namespace) {
        return ids().stream()
                .filter(id -> id.namespace().equals(namespace))
                .map(SecretId::name)
                .sorted()
                .flatMap(name -> info(new SecretId(namespace, name)).stream())
                .toList();
    }

    @Override
    public boolean delete(Namespace namespace, SecretName name) {
        SecretId id = new SecretId(namespace, name);
        boolean deleted = alone(() -> {
            refuseNewer(file(id), read(file(id)));
            return Disk.delete(file(id));
        });
        if (deleted) {
            watchers.tell(id);
        }
        return deleted;
    }

    @Override
    public Watch watch(Consumer<SecretId> changed) {
        Watch watch = watchers.add(changed);
        events.start();
        told.addAll(ids());
        return watch;
    }

    /** Somebody changed a file: which one, and whether it has another value, is not known by its name and times alone. */
    private void tellAll() {
        told.addAll(ids());
        told.forEach(id -> {
            watchers.tell(id);
            if (!Files.exists(file(id))) {
                told.remove(id);
            }
        });
    }

    @Override
    public void close() {
        events.close();
        lock.close();
    }

    private void bring(String name) {
        Path old = folder.resolve(name);
        Path file = file(new SecretId(Namespace.DEFAULT, new SecretName(name)));
        try {
            if (!Files.isRegularFile(old)) {
                return;
            }
            if (!Files.exists(file)) {
                Disk.replace(file, SecretFile.write(new SecretValue(Files.readString(old))));
                Files.setLastModifiedTime(file, Files.getLastModifiedTime(old));
            }
            boolean _ = Disk.delete(old);
        } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException e) {
            // Somebody took it away, or it never was a secret: it stays as it is.
            return;
        } catch (IOException e) {
            throw Disk.failure("cannot bring the secret in " + old + " into " + file, e);
        }
    }

    private static void refuseNewer(Path file, Optional<SecretFile.Read> read) {
        if (read.isPresent() && read.get() instanceof SecretFile.Read.Newer(int format)) {
            throw new StorageException(
                    StorageException.Reason.FAILED,
                    "a newer gateway wrote " + file + " (format " + format
                            + "), and this one does not touch it: use that gateway, or move the file away");
        }
    }

    private static Optional<SecretFile.Read> read(Path file) {
        try {
            return Optional.of(SecretFile.read(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file, e);
        }
    }

    private Optional<SecretInfo> info(SecretId id) {
        try {
            return Optional.of(new SecretInfo(
                    id.name(), Files.getLastModifiedTime(file(id)).toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file(id), e);
        }
    }

    @Override
    public List<SecretId> ids() {
        return names().flatMap(DirectorySecretStore::id).toList();
    }

    private static Stream<SecretId> id(String file) {
        int dot = file.indexOf('.');
        boolean named =
                dot > 0 && Namespace.isValid(file.substring(0, dot)) && SecretName.isValid(file.substring(dot + 1));
        return named
                ? Stream.of(
                        new SecretId(new Namespace(file.substring(0, dot)), new SecretName(file.substring(dot + 1))))
                : Stream.empty();
    }

    private Stream<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList().stream();
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + folder, e);
        }
    }

    private Path file(SecretId id) {
        return folder.resolve(id.namespace() + "." + id.name());
    }
}
