package dev.sluice.gateway.artifact;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.gateway.artifact.UploadRefusedException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** An uploaded jar whose names and sizes have been checked. Used by one thread; reads the file until it is closed. */
public final class UploadedJar implements AutoCloseable {

    /** Where jars may lie that belong on the class path. */
    private static final Pattern LIBRARY = Pattern.compile("(lib|BOOT-INF/lib|META-INF/lib|WEB-INF/lib)/([^/]+\\.jar)");

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,190}\\.jar");

    private final ZipFile zip;
    private final ArchiveCounter counter;

    private UploadedJar(ZipFile zip, ArchiveCounter counter) {
        this.zip = zip;
        this.counter = counter;
    }

    /** Opens and checks a file. */
    public static UploadedJar open(Path file, ArchiveLimits limits) throws UploadRefusedException {
        ZipFile zip = openZip(file);
        try {
            ArchiveCounter counter = new ArchiveCounter(limits, file.toFile().length());
            boolean classes = false;
            for (ZipEntry entry : entries(zip)) {
                counter.add(entry);
                classes |= entry.getName().endsWith(".class")
                        || LIBRARY.matcher(entry.getName()).matches();
            }
            if (!classes) {
                throw new UploadRefusedException(
                        Reason.NOT_A_JAR,
                        "the archive has no class and no bundled jar in it: upload a jar with compiled classes");
            }
            return new UploadedJar(zip, counter);
        } catch (UploadRefusedException | RuntimeException e) {
            close(zip);
            throw e;
        }
    }

    /** Whether there are jars inside it that belong on the class path. */
    boolean hasLibraries() {
        return entries(zip).stream()
                .anyMatch(entry -> LIBRARY.matcher(entry.getName()).matches());
    }

    /** The value of an attribute in the manifest's main section. */
    Optional<String> manifestAttribute(String name) throws UploadRefusedException {
        Optional<byte[]> bytes = read("META-INF/MANIFEST.MF");
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            Manifest manifest = new Manifest(new ByteArrayInputStream(bytes.get()));
            return Optional.ofNullable(manifest.getMainAttributes().getValue(name))
                    .map(String::strip);
        } catch (IOException e) {
            throw new UploadRefusedException(
                    Reason.NOT_A_JAR, "the manifest of the jar cannot be read: " + e.getMessage());
        }
    }

    /** The internal names of its classes, as in {@code demo/Hello}, without those for particular releases. */
    List<String> classNames() {
        List<String> names = new ArrayList<>();
        for (ZipEntry entry : entries(zip)) {
            String name = entry.getName();
            if (name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("-info.class")) {
                names.add(name.substring(0, name.length() - ".class".length()));
            }
        }
        return names;
    }

    /** The bytes of an entry, at most 16 MiB of them; empty if there is none of this name. */
    Optional<byte[]> read(String name) throws UploadRefusedException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(ArchiveCounter.MAX_CLASS + 1);
            if (bytes.length > ArchiveCounter.MAX_CLASS) {
                throw new UploadRefusedException(
                        Reason.ARCHIVE_TOO_LARGE, "the entry " + name + " unpacks to more than 16 MiB");
            }
            return Optional.of(bytes);
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    /** The start of an entry, at most {@code length} bytes. */
    byte[] readStart(String name, int length) throws UploadRefusedException {
        ZipEntry entry = zip.getEntry(name);
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes(length);
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    /** Unpacks the jars inside it that belong on the class path; answers how many there were. */
    public int unpackLibraries(ArtifactStore.Draft draft) throws UploadRefusedException {
        Set<String> taken = new HashSet<>();
        for (ZipEntry entry : entries(zip)) {
            var matcher = LIBRARY.matcher(entry.getName());
            if (matcher.matches()) {
                String kept = matcher.group(2);
                for (int i = 1; !PLAIN_NAME.matcher(kept).matches() || !taken.add(kept); i++) {
                    kept = "bundled-" + i + ".jar";
                }
                unpack(entry, draft, "lib/" + kept);
            }
        }
        return taken.size();
    }

    @Override
    public void close() {
        close(zip);
    }

    private void unpack(ZipEntry entry, ArtifactStore.Draft draft, String name) throws UploadRefusedException {
        try (InputStream in = zip.getInputStream(entry);
                OutputStream out = draft.create(name)) {
            counter.copyLibrary(entry.getName(), in, out);
        } catch (ZipException e) {
            throw damaged(entry.getName(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + entry.getName(), e);
        }
    }

    private static ZipFile openZip(Path file) throws UploadRefusedException {
        try {
            return new ZipFile(file.toFile());
        } catch (IOException | IllegalArgumentException e) {
            throw new UploadRefusedException(
                    Reason.NOT_A_JAR,
                    "this is not a jar, or only a part of one (" + e.getMessage()
                            + "): upload the whole file as it was built");
        }
    }

    private static UploadRefusedException damaged(String name, IOException e) {
        return new UploadRefusedException(
                Reason.NOT_A_JAR, "the entry " + name + " of the jar is damaged: " + e.getMessage());
    }

    private static List<? extends ZipEntry> entries(ZipFile zip) {
        return Collections.list(zip.entries());
    }

    private static void close(ZipFile zip) {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
