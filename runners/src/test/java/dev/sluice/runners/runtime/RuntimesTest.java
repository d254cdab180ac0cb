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
    void aFileIsCalledByTheEndOfItsOwnNameWhereTheRuntimeSaysSo() throws IOException {
        runtime(folder.resolve("node"), "name=node22\nfile=function.js\nfile.ts=function.ts\n");

        FileNames names = Runtimes.scan(List.of(folder))
                .find(new RuntimeName("node22"))
                .orElseThrow()
                .files();

        assertThat(names.of("hello.TS")).isEqualTo("function.ts");
        assertThat(names.of("hello.mjs")).isEqualTo("function.js");
        assertThat(names.of("ts")).isEqualTo("function.js");
        assertThat(names.of("")).isEqualTo("function.js");
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
                        Set.of(UploadKind.ZIP, UploadKind.TAR_GZ, UploadKind.FILE),
                        "main.mjs",
                        Runtimes.Inspection.PROGRAM,
                        Map.of("level", "3")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accepts=rar | has 'rar' in 'accepts': it may hold zip, file and folder.",
                "file=../x | has '../x' as 'file': it must be the plain name of a file, of letters, digits, '.', '_' and '-'.",
                "marks=a/b | has 'a/b' in 'marks': each is the plain name of a file, such as package.json.",
                "inspect=maybe | has 'maybe' as 'inspect': it may be jar, program or none.",
                "setting.contract=x | has 'setting.contract': what is told under this name is found in each function's code.",
                "suffixes=js | has 'js' in 'suffixes': each is a dot and lower-case letters or digits, such as .js.",
                "sources=java | has 'java' in 'sources': each is a dot and lower-case letters or digits, such as .js.",
                "sources=.java | has 'sources', and the runtime has no executable file 'compile'.",
                "inspect=program | has inspect=program, and the runtime has no executable file 'inspect'.",
            })
    void whatMakesNoSenseIsNamed(String line, String complaint) throws IOException {
        Path broken = runtime(folder.resolve("broken"), "name=x1\n" + line);

        assertThatThrownBy(() -> Runtimes.scan(List.of(broken)))
                .hasMessage("The file " + broken.resolve("runtime.properties") + " " + complaint);
    }

    @Test
    void aSourceFileIsForTheRuntimeThatCompilesSuch() throws IOException {
        Path at = runtime(folder.resolve("java"), "name=java25\nsources=.java\n");
        Files.createFile(
                at.resolve("compile"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        runtime(folder.resolve("node"), "name=node20\nsuffixes=.js\n");
        Runtimes found = Runtimes.scan(List.of(at, folder.resolve("node")));

        assertThat(found.ofSource("Hello.JAVA").map(Runtimes.Runtime::name)).contains(new RuntimeName("java25"));
        assertThat(found.ofSource("hello.js")).isEmpty();
        assertThat(found.ofSource("")).isEmpty();
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

    // Languages of which several versions may be installed.

    @Test
    void aLanguageIsARuntimeForEachInterpreterThatIsInstalled() throws IOException {
        Runtimes found =
                Runtimes.scan(List.of(language("printf 'tick9\\t/bin/sh\\t9.10.2\\ntick10\\t/bin/ls\\t10.0\\n'")));

        assertThat(found.byName()).containsOnlyKeys(new RuntimeName("tick9"), new RuntimeName("tick10"));
        Runtimes.Runtime nine = found.find(new RuntimeName("tick9")).orElseThrow();
        assertThat(nine.interpreter()).contains(new Interpreter(new RuntimeName("tick"), Path.of("/bin/sh"), "9.10.2"));
        assertThat(nine.environment()).isEqualTo(Map.of("SLUICE_INTERPRETER", "/bin/sh"));
        assertThat(nine.suffixes()).containsExactlyInAnyOrder(".tick", ".tk");
    }

    @Test
    void theNameOfALanguageAndTheEndOfAFileNameStandForItsNewestVersion() throws IOException {
        Runtimes found =
                Runtimes.scan(List.of(language("printf 'tick9\\t/bin/sh\\t9.10.2\\ntick10\\t/bin/ls\\t10.0\\n'")));

        assertThat(found.find(new RuntimeName("tick")))
                .map(Runtimes.Runtime::name)
                .contains(new RuntimeName("tick10"));
        assertThat(found.find(new RuntimeName("tick9")))
                .map(Runtimes.Runtime::name)
                .contains(new RuntimeName("tick9"));
        assertThat(found.ofFile("Hello.TK")).map(Runtimes.Runtime::name).contains(new RuntimeName("tick10"));
        assertThat(found.ofFile("hello.js")).isEmpty();
        assertThat(found.find(new RuntimeName("tock"))).isEmpty();
    }

    @Test
    void aLanguageWithoutAnInterpreterIsMissingWithItsOwnSentence() throws IOException {
        Runtimes found = Runtimes.scan(List.of(language("echo 'install tick 9 or newer'; exit 1")));

        assertThat(found.byName()).isEmpty();
        assertThat(found.missing(new RuntimeName("tick10")))
                .map(Runtimes.Missing::sentence)
                .contains("install tick 9 or newer");
        assertThat(found.missingFor("a.tick")).map(Runtimes.Missing::name).contains(new RuntimeName("tick"));
        assertThat(found.missing(new RuntimeName("ticket1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo tick9 /bin/sh 9 | it printed 'tick9 /bin/sh 9' where a name, an executable and a version belong",
                "printf 'tick9\\t/no/such\\t9' | it printed 'tick9\t/no/such\t9' where a name, an executable and a version belong",
                "printf 'Tick 9\\t/bin/sh\\t9' | runtime 'Tick 9' is not allowed: a lower-case word of letters, digits and dots",
                "printf 'tick9\\t/bin/sh\\tnine' | the version 'nine' of /bin/sh is not numbers with dots between them",
                ": | it printed nothing",
                "exit 3 | it ended with 3",
            })
    void aProgramThatDoesNotDoAsItShouldIsNoFailureOfTheStart(String script, String why) throws IOException {
        Path at = language(script);

        assertThat(Runtimes.scan(List.of(at)).missing())
                .singleElement()
                .extracting(Runtimes.Missing::sentence)
                .isEqualTo("the runtime's own program " + at.resolve("interpreters") + " cannot say what is installed: "
                        + why + ". Install the runtime again, or tell who made it");
    }

    private Path language(String script) throws IOException {
        Path at = runtime(folder.resolve("tick"), "name=tick\nsuffixes=.tick, .tk");
        Path program = Files.writeString(at.resolve("interpreters"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return at;
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
