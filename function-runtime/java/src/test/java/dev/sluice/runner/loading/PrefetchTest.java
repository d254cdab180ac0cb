package dev.sluice.runner.loading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrefetchTest {

    private static final int BUFFER = 32 * 1024;

    @TempDir
    private Path folder;

    private final Prefetch prefetch = new Prefetch(true);

    @AfterEach
    void stop() {
        prefetch.stop();
    }

    @Test
    void classesOfEverySizeComeWhole() throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        for (int size : new int[] {0, 1, BUFFER - 1, BUFFER, BUFFER + 1, 5 * BUFFER}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            classes.put("a/C%07d.class".formatted(size), bytes);
        }

        prefetch.start(jar(classes));

        classes.forEach((name, bytes) -> assertThat(
                        taken(name.substring(0, name.length() - 6).replace('/', '.')))
                .isEqualTo(bytes));
    }

    private byte[] taken(String name) {
        return Awaitility.await().until(() -> prefetch.take(name), bytes -> bytes != null);
    }

    private Path jar(Map<String, byte[]> entries) throws IOException {
        Path jar = folder.resolve("some.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return jar;
    }
}
