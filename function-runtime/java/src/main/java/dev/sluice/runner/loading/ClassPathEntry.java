package dev.sluice.runner.loading;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** One place where classes and resources lie. Thread-safe. */
sealed interface ClassPathEntry extends Closeable permits JarEntries, FolderEntries {

    /** The jar or the folder itself, as a code source. */
    URL location();

    /** The bytes of the class of a binary name, or null. */
    byte @Nullable [] readClass(String name) throws IOException;

    /** The file under a name with slashes as a stream, or null. */
    @Nullable
    InputStream open(String name) throws IOException;

    /** Where the resource lies, or null. */
    @Nullable
    URL find(String name);

    /** The jar's manifest; null where there is none. */
    @Nullable
    Manifest manifest();

    /** The names of all files, with slashes. */
    Stream<String> names();

    /** Waits until what is read ahead has been read. */
    void awaitReading() throws InterruptedException;

    /** {@code unpacks}: whether the classes of a jar are unpacked ahead. */
    static ClassPathEntry of(Path path, boolean unpacks) throws BadClassPathException {
        try {
            return Files.isDirectory(path) ? new FolderEntries(path) : new JarEntries(path, unpacks);
        } catch (NoSuchFileException e) {
            throw new BadClassPathException("there is no file " + path + ", which the class path names");
        } catch (ZipException e) {
            throw new BadClassPathException(path.getFileName() + " is not a jar: " + e.getMessage());
        } catch (IOException e) {
            throw new BadClassPathException(path.getFileName() + " cannot be read: " + e);
        }
    }
}
