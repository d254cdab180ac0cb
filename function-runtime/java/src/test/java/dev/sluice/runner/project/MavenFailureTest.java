package dev.sluice.runner.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Maven says becomes one sentence. */
class MavenFailureTest {

    @TempDir
    private Path folder;

    private String sentence(String... lines) {
        return new MavenFailure(List.of(lines), folder).sentence();
    }

    @Test
    void anErrorOfTheCompilerHasItsLine() throws IOException {
        Path source = folder.resolve("src/Hello.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, "class Hello {\n    int a = b;\n}\n");

        assertThat(sentence(
                        "[INFO] Compiling 1 source file",
                        "[ERROR] src/Hello.java:[2,13] cannot find symbol",
                        "  symbol:   variable b",
                        "  location: class Hello",
                        "[ERROR] src/Hello.java:[3,1] another error",
                        "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.13.0:compile"
                                + " (default-compile) on project hello: Compilation failure -> [Help 1]"))
                .startsWith("src/Hello.java does not compile: line 2, column 13: cannot find symbol")
                .contains("symbol: variable b", "in: int a = b;")
                .endsWith("(and 1 more error)");
    }

    @Test
    void aDependencyThatDoesNotExistIsNamed() {
        assertThat(sentence(
                        "[ERROR] Failed to execute goal on project hello: Could not resolve dependencies for project"
                                + " hello:hello:jar:1: Could not find artifact com.example:nothing:jar:1.0 in central"
                                + " (https://repository.example.org) -> [Help 1]"))
                .contains(
                        "The dependency com.example:nothing:1.0 does not exist in ", "check its name and its version");
    }

    @Test
    void aReleaseThatIsTooNewIsToldWithOneThatIsKnown() {
        assertThat(sentence("[ERROR] Fatal error compiling: error: release version 99 not supported -> [Help 1]"))
                .startsWith("the pom.xml asks for Java 99, and this platform compiles with Java ");
    }

    @Test
    void whateverElseItSaysIsToldWithoutItsHelp() {
        assertThat(sentence("[ERROR] Something is odd. -> [Help 1] http://help.example.org"))
                .isEqualTo("Maven cannot build the project: Something is odd");
        assertThat(new MavenFailure(List.of(), folder).sentence()).isEqualTo("Maven failed and said nothing");
    }
}
