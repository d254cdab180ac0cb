package dev.sluice.runner.loading;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A jar, multi-release ones included. Signatures are not checked: the platform knows artifacts by their digest. */
final class JarEntries implements ClassPathEntry {

    private final JarFile jar;
    private final URL location;
    private final Prefetch prefetch;

    /** {@code unpacks}: whether classes are unpacked ahead, because it is not known which are needed. */
    JarEntries(Path path, boolean unpacks) throws IOException {
        prefetch = new Prefetch(unpacks);
        jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
        location = path.toUri().toURL();
        if (!jar.isMultiRelease()) {
            prefetch.start(path);
        }
    }

    @Override
    public URL location() {
        return location;
    }

    @Override
    public byte @Nullable [] readClass(String name) throws IOException {
        byte[] ready = prefetch.take(name);
        return ready != null ? ready : read(name.replace('.', '/').concat(".class"));
    }

    private byte @Nullable [] read(String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        if (entry == null) {
            return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            long size = entry.getSize();
            if (size < 0 || size > Integer.MAX_VALUE) {
                return in.readAllBytes();
            }
            return in.readNBytes((int) size);
        }
    }

    @Override
    public @Nullable InputStream open(String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        return entry == null ? null : jar.getInputStream(entry);
    }

    @Override
    public @Nullable URL find(String name) {
        JarEntry entry = jar.getJarEntry(name);
        if (entry == null) {
            return null;
        }
        try {
            // A URL knows no releases: it must name the entry that is meant.
            String path = new URI(null, null, "/" + entry.getRealName(), null).getRawPath();
            return URI.create("jar:" + location + "!" + path).toURL();
        } catch (java.net.URISyntaxException | MalformedURLException | IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public @Nullable Manifest manifest() {
        try {
            return jar.getManifest();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public Stream<String> names() {
        return jar.versionedStream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName);
    }

    @Override
    public void awaitReading() throws InterruptedException {
        prefetch.awaitReading();
    }

    @Override
    public void close() throws IOException {
        prefetch.stop();
        jar.close();
    }
}
