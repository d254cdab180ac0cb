package dev.sluice.benchmarks.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedTest {

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"functions", "catalog/functions/default"})
    void copiesTheDocumentUnderOtherNames(String folder) throws IOException {
        Path functions = Files.createDirectories(home.resolve(folder));
        Files.writeString(functions.resolve(Seed.NAME + ".yaml"), "name: " + Seed.NAME + "\nversion: 1\n");

        assertThat(Seed.multiply(home, 2)).containsExactly("new-0", "new-1");
        assertThat(functions.resolve("new-1.yaml")).hasContent("name: new-1\nversion: 1\n");
    }
}
