package dev.sluice.packages;

import dev.sluice.cli.folder.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files of an archive that is to be, by their names. The same files give the same archive.
 *
 * @param files names with slashes
 */
record Entries(SortedMap<String, byte[]> files) {

    Entries {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** All files of a folder, but for what Python leaves beside its modules. */
    static Entries of(Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (!name.contains("__pycache__")) {
                    files.put(name, Files.readAllBytes(file));
                }
            }
        }
        return new Entries(files);
    }

    Entries and(String name, byte[] content) {
        SortedMap<String, byte[]> more = new TreeMap<>(files);
        more.put(name, content);
        return new Entries(more);
    }

    /** The same with another text in the place of one. */
    Entries replacing(String text, String by) {
        SortedMap<String, byte[]> replaced = new TreeMap<>();
        files.forEach((name, content) -> replaced.put(
                name,
                new String(content, StandardCharsets.UTF_8).replace(text, by).getBytes(StandardCharsets.UTF_8)));
        return new Entries(replaced);
    }

    /** The same below a folder, whose name ends with a slash. */
    Entries below(String folder) {
        SortedMap<String, byte[]> moved = new TreeMap<>();
        files.forEach((name, content) -> moved.put(folder + name, content));
        return new Entries(moved);
    }

    byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    byte[] tarGz() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(new GZIPOutputStream(bytes))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                tar.file(file.getKey(), file.getValue(), TarWriter.PLAIN);
            }
        }
        return bytes.toByteArray();
    }
}
