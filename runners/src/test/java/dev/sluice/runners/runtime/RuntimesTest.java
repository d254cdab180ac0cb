package dev.sluice.runners.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.RuntimeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimesTest {

    @TempDir
    private Path folder;

    @Test
    void findsARuntimeInAFolderAndThoseInFoldersBelow() throws IOException {
        Path own = runtime(folder.resolve("own"), "name=java25\ndescription=Java");
        runtime(folder.resolve("many/node"), "name=node20");
        Files.createDirectories(folder.resolve("many/unrelated"));
        Runtimes found = Runtimes.scan(List.of(own, folder.resolve("many")));
        assertThat(found.byName()).containsOnlyKeys(new RuntimeName("java25"), new RuntimeName("node20"));
        assertThat(found.byName().get(new RuntimeName("java25")))
                .isEqualTo(new Runtimes.Runtime(new RuntimeName("java25"), own, "Java"));
    }

    @Test
    void saysWhatItAcceptsAndHowItIsLookedInto() throws IOException {
        Path at = runtime(
                folder.resolve("node"),
                "name=node22\naccepts=zip, file\nfile=main.mjs\ninspect=program\nsetting.level=3\n");
        Files.createFile(
                at.resolve("inspect"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        assertThat(Runtimes.scan(List.of(at)).byName().values())
                .containsExactly(new Runtimes.Runtime(
                        new RuntimeName("node22"),
                        at,
                        "",
                        Set.of(UploadKind.ZIP, UploadKind.FILE),
                        "main.mjs",
                        Runtimes.Inspection.PROGRAM,
                        Map.of("level", "3")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accepts=rar | has 'rar' in 'accepts': it may hold zip and file.",
                "file=../x | has '../x' as 'file': it must be the plain name of a file, of letters, digits, '.', '_' and '-'.",
                "inspect=maybe | has 'maybe' as 'inspect': it may be jar, program or none.",
                "setting.contract=x | has 'setting.contract': what is told under this name is found in each function's code.",
                "inspect=program | has inspect=program, and the runtime has no executable file 'inspect'.",
            })
    void whatMakesNoSenseIsNamed(String line, String complaint) throws IOException {
        Path broken = runtime(folder.resolve("broken"), "name=x1\n" + line);

        assertThatThrownBy(() -> Runtimes.scan(List.of(broken)))
                .hasMessage("The file " + broken.resolve("runtime.properties") + " " + complaint);
    }

    @Test
    void theFirstOfANameWins() throws IOException {
        Path first = runtime(folder.resolve("a"), "name=java25");
        Path second = runtime(folder.resolve("b"), "name=java25");
        assertThat(Runtimes.scan(List.of(first, second)).byName().values())
                .extracting(Runtimes.Runtime::folder)
                .containsExactly(first);
    }

    @Test
    void aFolderThatIsMissingSaysWhatToDo() {
        assertThatThrownBy(() -> Runtimes.scan(List.of(folder.resolve("missing"))))
                .isInstanceOf(IOException.class)
                .hasMessage("The folder of runtimes " + folder.resolve("missing")
                        + " does not exist: build the project first, or correct the setting sluice.runtimes.");
    }

    @Test
    void aRuntimeThatCannotBeStartedSaysSo() throws IOException {
        Path broken = runtime(folder.resolve("broken"), "name=java25");
        Files.setPosixFilePermissions(broken.resolve("start"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Runtimes.scan(List.of(broken)))
                .hasMessage("The runtime in " + broken + " has no executable file 'start'.");
    }

    @Test
    void aRuntimeWithoutAGoodNameSaysSo() throws IOException {
        Path broken = runtime(folder.resolve("broken"), "name=Java 25");
        assertThatThrownBy(() -> Runtimes.scan(List.of(broken)))
                .hasMessageStartingWith("The file " + broken.resolve("runtime.properties") + " has no good 'name': ");
    }

    private static Path runtime(Path at, String properties) throws IOException {
        Files.createDirectories(at);
        Files.writeString(at.resolve("runtime.properties"), properties);
        Files.createFile(
                at.resolve("start"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        return at;
    }
}
