package dev.sluice.store.catalog;

import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.catalog.SecretWatchers;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.SecretName;
import dev.sluice.store.folder.FolderEvents;
import dev.sluice.store.folder.FolderLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
 * Secrets as files that only their owner can read, each named like its secret and holding just the value. Processes of one
 * machine may share the folder: each change replaces a file whole, and others' changes are told by its events.
 */
public final class DirectorySecretStore implements SecretStore {

    /** Changes of one gateway wait for each other too, and for the disk. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final FolderLock lock;
    private final SecretWatchers watchers = new SecretWatchers();
    private final FolderEvents events;

    /** The names that a change may be told of: those that were there when it was last looked. */
    private final Set<SecretName> told = ConcurrentHashMap.newKeySet();

    /** Opens a store in a folder that exists and that only its owner can see into. */
    public DirectorySecretStore(Path folder) {
        this.folder = folder;
        this.lock = new FolderLock(folder, ".lock", PATIENCE);
        this.events = new FolderEvents(folder, "secrets", this::tellAll);
        alone(() -> {
            Disk.deleteUnfinished(folder);
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
    public void put(SecretName name, SecretValue value) {
        alone(() -> {
            Disk.replace(file(name), value.reveal().getBytes(StandardCharsets.UTF_8));
            return name;
        });
        watchers.tell(name);
    }

    @Override
    public Optional<SecretValue> get(SecretName name) {
        try {
            return Optional.of(new SecretValue(Files.readString(file(name))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file(name), e);
        }
    }

    @Override
    public List<SecretInfo> list() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(SecretName::isValid)
                    .sorted()
                    .map(SecretName::new)
                    .flatMap(name -> info(name).stream())
                    .toList();
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + folder, e);
        }
    }

    @Override
    public boolean delete(SecretName name) {
        boolean deleted = alone(() -> Disk.delete(file(name)));
        if (deleted) {
            watchers.tell(name);
        }
        return deleted;
    }

    @Override
    public Watch watch(Consumer<SecretName> changed) {
        Watch watch = watchers.add(changed);
        events.start();
        list().forEach(secret -> told.add(secret.name()));
        return watch;
    }

    /** Somebody changed a file: which one, and whether it has another value, is not known by its name and times alone. */
    private void tellAll() {
        list().forEach(secret -> told.add(secret.name()));
        told.forEach(name -> {
            watchers.tell(name);
            if (!Files.exists(file(name))) {
                told.remove(name);
            }
        });
    }

    @Override
    public void close() {
        events.close();
        try {
            lock.close();
        } catch (IOException e) {
            throw Disk.failure("cannot close the secrets in " + folder, e);
        }
    }

    private Optional<SecretInfo> info(SecretName name) {
        try {
            return Optional.of(
                    new SecretInfo(name, Files.getLastModifiedTime(file(name)).toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file(name), e);
        }
    }

    private Path file(SecretName name) {
        return folder.resolve(name.value());
    }
}
