package dev.sluice.gateway.inspect.jar;

import dev.sluice.builder.upload.ArchiveCounter;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.builder.upload.UploadRefusedException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** What lies in an archive; every byte that is read of it counts. For one thread. */
final class ArchiveContents implements ArchiveLayout.Contents, AutoCloseable {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final int MAX_CLASS = 16 * 1024 * 1024;

    private final ZipFile zip;
    private final ArchiveCounter counter;
    private final List<String> files;
    private final List<ArchiveContents> unpacked = new ArrayList<>();

    ArchiveContents(ZipFile zip, ArchiveCounter counter) {
        this.zip = zip;
        this.counter = counter;
        this.files = Collections.list(zip.entries()).stream()
                .filter(entry -> !entry.isDirectory())
                .map(ZipEntry::getName)
                .distinct()
                .toList();
    }

    @Override
    public List<String> files() {
        return files;
    }

    @Override
    public Manifest manifest(String name) throws UploadRefusedException {
        return parsed(name, read(name));
    }

    @Override
    public Manifest manifestOfJar(String name) throws UploadRefusedException {
        try (ZipInputStream jar = new ZipInputStream(open(name))) {
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                if (entry.getName().equalsIgnoreCase(MANIFEST)) {
                    return parsed(name, Optional.of(bounded(jar, name)));
                }
                if (entry.getName().endsWith(".class")) {
                    // As a rule it is the first entry, or the one behind its folder.
                    break;
                }
            }
            return new Manifest();
        } catch (IOException e) {
            throw refusal(name, e);
        }
    }

    @Override
    public List<String> lines(String name) throws UploadRefusedException {
        return read(name)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().toList())
                .orElse(List.of());
    }

    @Override
    public Optional<String> classIn(String file) throws UploadRefusedException {
        return read(file)
                .flatMap(bytes -> ClassFacts.of(file.substring(0, file.length() - 6), bytes))
                .map(ClassFacts::name);
    }

    /** The classes below a folder, whose name ends in a slash or is empty. */
    CodePlace placeBelow(String folder) throws UploadRefusedException {
        boolean versioned = "true"
                .equalsIgnoreCase(manifest(folder.replaceFirst("[^/]+-INF/classes/$", "") + MANIFEST)
                        .getMainAttributes()
                        .getValue("Multi-Release"));
        VersionedNames names = new VersionedNames(versioned);
        for (String file : files) {
            if (file.startsWith(folder)) {
                names.add(file.substring(folder.length()), file);
            }
        }
        Map<String, String> classes = names.classes();
        return new CodePlace(classes.keySet(), name -> {
            String file = classes.get(name);
            return file == null ? Optional.empty() : read(file);
        });
    }

    /** The classes of a jar in the archive, which is unpacked for it until this is closed. */
    CodePlace placeIn(String jarName) throws UploadRefusedException {
        try (InputStream in = open(jarName)) {
            Path copy = Files.createTempFile("sluice", ".jar");
            try {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                ArchiveContents inner = new ArchiveContents(new ZipFile(copy.toFile()), counter);
                unpacked.add(inner);
                return inner.placeBelow("");
            } finally {
                // The open file lives on.
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw refusal(jarName, e);
        }
    }

    /** Opens an entry that is there. */
    InputStream open(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new ZipException("there is no entry of this name");
        }
        return counter.counted(zip.getInputStream(entry));
    }

    /** The first bytes of an entry that is there, at most so many. */
    byte[] beginning(String name, int most) throws UploadRefusedException {
        try (InputStream in = open(name)) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw refusal(name, e);
        }
    }

    /** The bytes of an entry, at most 16 MiB of them; empty if there is none of this name. */
    private Optional<byte[]> read(String name) throws UploadRefusedException {
        if (zip.getEntry(name) == null) {
            return Optional.empty();
        }
        try (InputStream in = open(name)) {
            return Optional.of(bounded(in, name));
        } catch (IOException e) {
            throw refusal(name, e);
        }
    }

    private static byte[] bounded(InputStream in, String name) throws IOException, UploadRefusedException {
        byte[] bytes = in.readNBytes(MAX_CLASS + 1);
        if (bytes.length > MAX_CLASS) {
            throw new UploadRefusedException(
                    Reason.ARCHIVE_TOO_LARGE, "the entry " + name + " unpacks to more than 16 MiB");
        }
        return bytes;
    }

    private static Manifest parsed(String name, Optional<byte[]> bytes) throws UploadRefusedException {
        if (bytes.isEmpty()) {
            return new Manifest();
        }
        try {
            return new Manifest(new ByteArrayInputStream(bytes.get()));
        } catch (IOException | IllegalArgumentException e) {
            String whose = name.endsWith(MANIFEST) ? "the jar" : name;
            throw new UploadRefusedException(
                    Reason.NOT_A_JAR, "the manifest of " + whose + " cannot be read: " + e.getMessage());
        }
    }

    /** Says what is wrong with an entry that could not be read. */
    UploadRefusedException refusal(String name, IOException e) {
        if (e instanceof ArchiveCounter.OverBudgetException) {
            return counter.tooLarge();
        }
        if (e instanceof ZipException || e instanceof java.io.EOFException) {
            return new UploadRefusedException(
                    Reason.NOT_A_JAR, "the entry " + name + " of the jar is damaged: " + e.getMessage());
        }
        throw new UncheckedIOException("cannot unpack " + name, e);
    }

    @Override
    public void close() {
        unpacked.forEach(ArchiveContents::close);
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
