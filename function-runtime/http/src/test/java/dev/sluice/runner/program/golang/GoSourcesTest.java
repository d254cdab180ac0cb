package dev.sluice.runner.program.golang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sources in Go become programs, and which are refused before anything is built. */
class GoSourcesTest {

    private static final String PROGRAM = "package main\n// PORT\nfunc main() {}\n";

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, text);
    }

    private GoSources ofFile(String text) throws Exception {
        return GoSources.ofFile(file(GoSources.ONE_FILE, text), "hello.go");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PROGRAM,
                "\uFEFF" + PROGRAM,
                "// package other\n" + PROGRAM,
                "/* package other\n*/ //go:build linux\n\n" + PROGRAM,
                "/**//***/package /* of */ main\nvar port = \"PORT\"\n",
                "pakage main"
            })
    void aFileOfPackageMainIsAProgramAndWhatIsNoGoIsLeftToTheCompiler(String text) throws Exception {
        assertThat(ofFile(text).main()).isEqualTo(GoSources.ONE_FILE);
    }

    @Test
    void aFileWithAHandlerAloneIsToldTheFormThatAFunctionHas() {
        assertThatThrownBy(() -> ofFile("// It answers.\npackage hello\n\nfunc Answer() {}\n"))
                .isInstanceOf(GoRefusedException.class)
                .hasMessage(
                        "the package of hello.go is hello: a function in Go is a program that listens at the port that PORT"
                                + " tells: package main, with func main() { http.HandleFunc(\"/\", answer);"
                                + " log.Fatal(http.ListenAndServe(\"127.0.0.1:\"+os.Getenv(\"PORT\"), nil)) }");
    }

    @Test
    void aFileThatListensNowhereIsToldSo() {
        assertThatThrownBy(() -> ofFile("package main\n\nfunc main() {}\n"))
                .hasMessageStartingWith(
                        "there is nothing of PORT in hello.go: a function in Go is a program that listens");
    }

    @Test
    void aModuleIsBuiltOfItsOwnFolderOrOfTheOnlyCommandInIt() throws Exception {
        file("go.mod", "module hello\n");
        file("cmd/hello/main.go", PROGRAM);
        file("cmd/notes/notes.go", "package notes\n");

        assertThat(GoSources.inFolder(folder)).map(GoSources::main).contains("./cmd/hello");

        file("main.go", PROGRAM);
        assertThat(GoSources.inFolder(folder)).map(GoSources::main).contains(".");
    }

    @Test
    void ofAModuleWithSeveralCommandsNoneIsGuessed() throws Exception {
        file("go.mod", "module hello\n");
        file("cmd/one/main.go", PROGRAM);
        file("cmd/two/main.go", PROGRAM);

        assertThatThrownBy(() -> GoSources.inFolder(folder))
                .hasMessage("the module has 2 programs (cmd/one, cmd/two), and a function is one: put its package main"
                        + " beside go.mod, or build it yourself and send the program as bootstrap");
    }

    @Test
    void aModuleWithoutAProgramIsToldTheForm() throws Exception {
        file("go.mod", "module hello\n");
        file("main_test.go", PROGRAM);

        assertThatThrownBy(() -> GoSources.inFolder(folder))
                .hasMessageStartingWith("neither beside go.mod nor below cmd is a file in Go: a function in Go is");

        file("hello.go", "package hello\n");
        assertThatThrownBy(() -> GoSources.inFolder(folder))
                .hasMessageStartingWith("the files beside go.mod are of package hello: a function in Go is");
    }

    @Test
    void aFolderThatBringsItsProgramIsNotBuilt() throws Exception {
        file("go.mod", "module hello\n");
        file("bootstrap", "#!/bin/sh\n");

        assertThat(GoSources.inFolder(folder)).isEmpty();
    }
}
