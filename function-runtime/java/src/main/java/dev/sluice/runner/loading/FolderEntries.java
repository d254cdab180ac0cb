package dev.sluice.runner.loading;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of classes and resources. */
final class FolderEntries implements ClassPathEntry {

    private final Path root;
    private final URL location;

    FolderEntries(Path root) throws IOException {
        this.root = root;
        location = root.toUri().toURL();
    }

    @Override
    public URL location() {
        return location;
    }

    @Override
    public byte @Nullable [] readClass(String name) throws IOException {
        Path file = file(name.replace('.', '/').concat(".class"));
        try {
            return file == null ? null : Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public @Nullable InputStream open(String name) throws IOException {
        Path file = file(name);
        return file == null || !Files.isRegularFile(file) ? null : Files.newInputStream(file);
    }

    @Override
    public @Nullable URL find(String name) {
        Path file = file(name);
        try {
            return file == null || !Files.exists(file) ? null : file.toUri().toURL();
        } catch (MalformedURLException e) {
            return null;
        }
    }

    @Override
    public @Nullable Manifest manifest() {
        return null;
    }

    @Override
    public Stream<String> names() {
        try (Stream<Path> files = Files.walk(root)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .toList();
            return names.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void awaitReading() {
        // Nothing is read ahead.
    }

    private @Nullable Path file(String name) {
        try {
            Path file = root.resolve(name).normalize();
            return file.startsWith(root) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    @Override
    public void close() {
        // A folder holds nothing open.
    }
}
