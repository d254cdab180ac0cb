package dev.sluice.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void aFolderHasTheShorterOfItsNamesSoThatASocketFitsIntoALongOne() {
        Path here = Path.of("").toAbsolutePath();

        assertThat(Main.shorter(here.resolve("deep/work"))).isEqualTo(Path.of("deep/work"));
        assertThat(Main.shorter(here).resolve("a.sock")).isEqualTo(Path.of("a.sock"));
        assertThat(Main.shorter(Path.of("/x"))).isEqualTo(Path.of("/x"));
    }
}
