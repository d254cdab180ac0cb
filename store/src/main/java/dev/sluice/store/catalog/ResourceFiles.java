package dev.sluice.store.catalog;

import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Namespace;
import dev.sluice.store.catalog.ResourceText.NewerException;
import dev.sluice.store.document.DocumentException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of one kind: {@code <plural>/<namespace>/<name>.yaml}, each with one resource. Thread-safe. */
final class ResourceFiles<S, T> {

    private static final String SUFFIX = ".yaml";

    private final ResourceKind<S, T> kind;
    private final Path folder;
    private final ResourceText<S, T> text;

    ResourceFiles(ResourceKind<S, T> kind, Path catalog) {
        this.kind = kind;
        this.folder = Disk.ownFolder(catalog.resolve(kind.plural()));
        this.text = new ResourceText<>(kind);
    }

    /** Deletes what was never finished; nobody may write meanwhile. */
    void deleteUnfinished() {
        namespaces().forEach(namespace -> Disk.deleteUnfinished(folder(namespace)));
    }

    /** The namespaces that have a folder. */
    List<Namespace> namespaces() {
        return names(folder).filter(Namespace::isValid).map(Namespace::new).toList();
    }

    /** What there are files of in a namespace, in order of the names. */
    List<ResourceId<S, T>> ids(Namespace namespace) {
        if (!Files.isDirectory(folder(namespace))) {
            return List.of();
        }
        return names(folder(namespace))
                .filter(name -> name.endsWith(SUFFIX))
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .filter(ResourceId::isValid)
                .sorted()
                .map(name -> new ResourceId<>(kind, namespace, name))
                .toList();
    }

    /** Reads one file, if it is there; fails with {@link DamagedException} if it makes no sense. */
    Optional<Resource<S, T>> read(ResourceId<S, T> id) throws IOException {
        Path file = file(id);
        try {
            return Optional.of(text.read(id, Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DocumentException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException
                | CharacterCodingException e) {
            throw new DamagedException(file, String.valueOf(e.getMessage()));
        }
    }

    /** As {@link #read}, for whoever asks while the catalog is open. */
    Optional<Resource<S, T>> get(ResourceId<S, T> id) {
        try {
            return read(id);
        } catch (NewerException e) {
            throw newer(id);
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file(id), e);
        } finally {
            text.forget();
        }
    }

    /** Whether only a newer build understands a record that is there. */
    boolean isNewer(ResourceId<S, T> id) {
        try {
            read(id);
            return false;
        } catch (NewerException e) {
            return true;
        } catch (DamagedException e) {
            return false;
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file(id), e);
        }
    }

    /** The failure of whoever touches a record that only a newer build understands. */
    StorageException newer(ResourceId<S, T> id) {
        return new StorageException(
                StorageException.Reason.FAILED,
                "a newer gateway wrote " + file(id)
                        + ", and this one does not touch it: use that gateway, or move the file"
                        + " away and start again");
    }

    /** Writes one file and returns when it is on the disk. */
    void write(Resource<S, T> resource) {
        Disk.ownFolder(folder(resource.id().namespace()));
        Disk.replace(file(resource.id()), text.write(resource).getBytes(StandardCharsets.UTF_8));
    }

    /** Deletes one file; false if there is none. */
    boolean delete(ResourceId<S, T> id) {
        return Disk.delete(file(id));
    }

    boolean isThere(ResourceId<S, T> id) {
        return Files.exists(file(id));
    }

    Path file(ResourceId<S, T> id) {
        return folder(id.namespace()).resolve(id.name() + SUFFIX);
    }

    /** To be called when many were read, so that what they have in common is not held for longer than they are. */
    void loaded() {
        text.forget();
    }

    private Path folder(Namespace namespace) {
        return folder.resolve(namespace.value());
    }

    private static Stream<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList().stream();
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + folder, e);
        }
    }

    /** A file that is there and readable but makes no sense. */
    static final class DamagedException extends FileSystemException {

        private static final long serialVersionUID = 1L;

        DamagedException(Path file, String why) {
            super(file.toString(), null, why);
        }
    }
}
