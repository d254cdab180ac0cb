package dev.sluice.benchmarks.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedTest {

    @TempDir
    private Path home;

    @Test
    void copiesTheDocumentUnderOtherNames() throws IOException {
        Path functions = Files.createDirectory(home.resolve("functions"));
        Files.writeString(functions.resolve(Seed.NAME + ".yaml"), "name: " + Seed.NAME + "\nversion: 1\n");

        assertThat(Seed.multiply(home, 2)).containsExactly("new-0", "new-1");
        assertThat(functions.resolve("new-1.yaml")).hasContent("name: new-1\nversion: 1\n");
    }
}
