package dev.sluice.store.catalog;

import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.catalog.SecretWatchers;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.SecretName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Secrets as files that only their owner can read, each named like its secret and holding just the value. */
public final class DirectorySecretStore implements SecretStore {

    private final Path folder;
    private final SecretWatchers watchers = new SecretWatchers();

    /** Opens a store in a folder that exists and that only its owner can see into. */
    public DirectorySecretStore(Path folder) {
        this.folder = folder;
        Disk.deleteUnfinished(folder);
    }

    @Override
    public void put(SecretName name, SecretValue value) {
        Disk.replace(file(name), value.reveal().getBytes(StandardCharsets.UTF_8));
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
        boolean deleted = Disk.delete(file(name));
        if (deleted) {
            watchers.tell(name);
        }
        return deleted;
    }

    @Override
    public Watch watch(Consumer<SecretName> changed) {
        return watchers.add(changed);
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
