package dev.sluice.runner.compile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What came of a source file. */
public sealed interface Compiled {

    /** What the compiler had to say, a line each. */
    List<String> says();

    /** It is not good; {@code sentence} says why and fits on a line. */
    record Refused(String sentence, List<String> says) implements Compiled {}

    /** It asks for libraries, which a build has to get first. */
    record AsksForLibraries() implements Compiled {

        @Override
        public List<String> says() {
            return List.of();
        }
    }

    /**
     * It compiles.
     *
     * @param name that of the file
     * @param classes by the names of their files
     */
    record Made(String name, SortedMap<String, byte[]> classes, List<String> says) implements Compiled {

        /** The earliest time that a zip can hold: the same classes make the same jar whenever they are compiled. */
        private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

        /** Lets who looks into the jar speak of the source. */
        private static final String MANIFEST = "Manifest-Version: 1.0\r\nSluice-Source: ";

        /** Lines of a manifest hold 72 bytes, and this one begins with the attribute's name. */
        private static final int LINE = 70;

        public Made {
            classes = new TreeMap<>(classes);
        }

        /** Makes the jar, the same one of the same classes. */
        public void writeJar(Path jar) throws IOException {
            try (OutputStream out = Files.newOutputStream(jar);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                write(zip, "META-INF/MANIFEST.MF", manifest());
                for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                    write(zip, each.getKey(), each.getValue());
                }
            }
        }

        private byte[] manifest() {
            return (MANIFEST + shortened(name) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        }

        /** As much of a name as a line has room for. */
        private static String shortened(String name) {
            int room = LINE - "Sluice-Source: ".length();
            String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
            return plain.substring(0, Math.min(room, plain.length()));
        }

        private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
            ZipEntry entry = new ZipEntry(name);
            entry.setTimeLocal(TIME);
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
        }
    }
}
