package dev.sluice.runner.program.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive that a build leaves of a program. */
class ProgramArchiveTest {

    @TempDir
    private Path folder;

    private Path archived(Path program, String name) throws Exception {
        Path archive = folder.resolve(name);
        new ProgramArchive(program, "bootstrap").write(archive);
        return archive;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 512, 70_000})
    void tarUnpacksItAsAFileThatCanBeExecuted(int size) throws Exception {
        Path program = Files.write(folder.resolve("program"), new byte[size]);
        Path archive = archived(program, "a.tar.gz");

        Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString()).start();

        assertThat(tar.waitFor())
                .as(new String(tar.getErrorStream().readAllBytes()))
                .isZero();
        assertThat(folder.resolve("bootstrap")).isExecutable().hasSameBinaryContentAs(program);
    }

    @Test
    void itHasTheSameBytesForTheSameProgram() throws Exception {
        Path program = Files.writeString(folder.resolve("program"), "text");

        assertThat(archived(program, "a.tar.gz")).hasSameBinaryContentAs(archived(program, "b.tar.gz"));
    }
}
