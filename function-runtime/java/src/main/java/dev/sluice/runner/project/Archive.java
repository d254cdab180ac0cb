package dev.sluice.runner.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Makes archives as a gateway takes them, the same ones of the same files. */
final class Archive {

    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** Where a jar has its libraries, unless its layout is another. */
    private static final String LIBRARIES = "lib/";

    private Archive() {}

    /**
     * Puts libraries into a jar that has not got them. What brings its own, as Spring Boot's executable jars and wars do, and what has the
     * classes of a library in it, as a shaded jar, stays as it is.
     *
     * @return how many were added
     */
    static int withLibraries(Path jar, List<Path> libraries, Path result) throws IOException {
        List<Path> missing = new ArrayList<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (!bringsLibraries(zip)) {
                for (Path library : libraries) {
                    if (isLibrary(library) && !hasClassesOf(zip, library)) {
                        missing.add(library);
                    }
                }
            }
            if (missing.isEmpty()) {
                Files.copy(jar, result, StandardCopyOption.REPLACE_EXISTING);
                return 0;
            }
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(result))) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    ZipEntry same = new ZipEntry(entry.getName());
                    same.setTimeLocal(TIME);
                    out.putNextEntry(same);
                    try (InputStream in = zip.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                    out.closeEntry();
                }
                // A gateway takes them by name, and the order of a class path decides which of two classes counts.
                for (int i = 0; i < missing.size(); i++) {
                    stored(
                            out,
                            "%s%03d-%s"
                                    .formatted(LIBRARIES, i + 1, missing.get(i).getFileName()),
                            missing.get(i));
                }
            }
            return missing.size();
        }
    }

    /** All of a folder. */
    static void ofFolder(Path folder, Path result) throws IOException {
        try (Stream<Path> all = Files.walk(folder);
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(result))) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                stored(out, folder.relativize(file).toString(), file);
            }
        }
    }

    /** What is packed already does not get smaller. */
    private static void stored(ZipOutputStream out, String name, Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private static boolean bringsLibraries(ZipFile zip) {
        return zip.stream()
                .map(ZipEntry::getName)
                .anyMatch(name -> name.startsWith("BOOT-INF/")
                        || name.startsWith("WEB-INF/")
                        || name.matches("(META-INF/)?libs?/[^/]+\\.jar"));
    }

    private static boolean isLibrary(Path file) {
        String name = String.valueOf(file.getFileName());
        return Files.isRegularFile(file) && name.endsWith(".jar") && !name.startsWith(FunctionApi.ARTIFACT);
    }

    private static boolean hasClassesOf(ZipFile zip, Path library) throws IOException {
        try (ZipFile other = new ZipFile(library.toFile())) {
            Optional<String> first = other.stream()
                    .map(ZipEntry::getName)
                    .filter(name ->
                            name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("-info.class"))
                    .findFirst();
            return first.isPresent() && zip.getEntry(first.get()) != null;
        }
    }
}
