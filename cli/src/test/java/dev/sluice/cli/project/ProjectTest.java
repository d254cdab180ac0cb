package dev.sluice.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.folder.SentFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectTest {

    @TempDir
    Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }

    @Test
    void theOneFileOfCodeIsTheFunctionWhateverIsBesideIt() throws IOException {
        Path code = file("hello.mjs");
        file("hello.test.mjs");
        file("eslint.config.js");
        file("test_hello.py");
        file(".hidden.js");
        file("package.json");
        file("types.d.ts");
        file("hello.test.ts");
        Path spec = file("spec.yaml");

        Project project = Project.at(folder);

        assertThat(project.sources()).isEqualTo(new Sources.OneFile(code));
        assertThat(project.sources().code(line -> {})).isEqualTo(code);
        assertThat(project.spec()).contains(spec);
    }

    @Test
    void aFolderWithABootstrapIsSentWhole() throws IOException {
        file("bootstrap");
        file("a.py");
        file("b.py");

        assertThat(Project.at(folder).sources()).isEqualTo(new Sources.WholeFolder(folder, SentFiles.of(folder)));
    }

    @ParameterizedTest
    @CsvSource({"go.mod, main.go", "go.mod, cmd/hello/main.go", "main.go, more.go"})
    void aModuleOfGoIsSentWholeAndSoAreFilesThatAreToBeOne(String one, String other) throws IOException {
        file(one);
        file(other);

        assertThat(Project.at(folder).sources()).isEqualTo(new Sources.WholeFolder(folder, SentFiles.of(folder)));
    }

    @Test
    void oneFileInGoIsSentAloneWithoutItsTest() throws IOException {
        Path code = file("hello.go");
        file("hello_test.go");

        assertThat(Project.at(folder).sources()).isEqualTo(new Sources.OneFile(code));
    }

    @ParameterizedTest
    @CsvSource({
        "package.json, '{\"main\": \"lib/a.js\"}', lib/a.js, ''",
        "package.json, '{\"dependencies\": {}}', a.mjs, ''",
        "a.mjs, '', lib/b.mjs, ''",
        "a.mjs, '', data/names.txt, ''",
        "index.mjs, '', other.mjs, ''",
        "index.ts, '', other.mts, ''",
    })
    void aFolderOfJavaScriptWithMoreThanOneFileIsSentWhole(String one, String text, String other, String otherText)
            throws IOException {
        Files.writeString(file(one), text);
        Files.writeString(file(other), otherText);

        Sources sources = Project.at(folder).sources();

        assertThat(sources).isEqualTo(new Sources.WholeFolder(folder, SentFiles.of(folder)));
        assertThat(sources.parts()).containsExactlyInAnyOrder(folder.resolve(one), folder.resolve(other));
        Path sent = sources.code(line -> {});
        sources.sent(sent);
        assertThat(sent).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "main.py, helper.py",
        "main.py, shop/prices.py",
        "main.py, requirements.txt",
        "src/main.py, pyproject.toml"
    })
    void aFolderOfPythonWithMoreThanOneFileIsSentWhole(String one, String other) throws IOException {
        file(one);
        file(other);

        assertThat(Project.at(folder).sources()).isEqualTo(new Sources.WholeFolder(folder, SentFiles.of(folder)));
    }

    @Test
    void oneFileOfPythonWithItsTestIsSentAlone() throws IOException {
        Path code = file("hello.py");
        file("test_hello.py");
        file("README.md");

        assertThat(Project.at(folder).sources()).isEqualTo(new Sources.OneFile(code));
    }

    @Test
    void aFolderWithOneJavaFileIsThatFileWithoutItsTest() throws IOException {
        Path hello = file("Hello.java");
        file("HelloTest.java");
        file("package-info.java");

        assertThat(Project.at(folder).sources()).isEqualTo(new Sources.OneFile(hello));
    }

    @Test
    void twoFilesThatCouldBeTheFunctionAreNamed() throws IOException {
        file("a.js");
        file("b.py");

        assertThatThrownBy(() -> Project.at(folder))
                .hasMessage("The folder " + folder
                        + " has 2 files that could be the function: a.js, b.py. A function is one of"
                        + " them: name it, as in ./sluice deploy NAME " + folder.resolve("a.js") + ".");
    }

    @Test
    void aFolderWithoutCodeSaysWhatCouldBeThere() throws IOException {
        file("notes.txt");

        assertThatThrownBy(() -> Project.at(folder))
                .hasMessage("The folder " + folder
                        + " has no code that can be deployed: a pom.xml, or one file that ends in"
                        + " .java, .mjs, .js, .cjs, .ts, .py or .go. ./sluice new NAME makes a folder that has.");
    }

    @Test
    void aGradleProjectIsAnsweredWithTheCommandThatMakesItsJar() throws IOException {
        file("build.gradle.kts");

        assertThatThrownBy(() -> Project.at(folder))
                .hasMessageContaining("make its jar with gradle jar, and deploy that");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<parent><relativePath/></parent>", "<parent><artifactId>in-a-registry</artifactId></parent>"
            })
    void aMavenProjectIsSentWholeWithoutWhatWasBuilt(String parent) throws IOException {
        Path pom = Files.writeString(folder.resolve("pom.xml"), "<project>" + parent + "</project>");
        Path source = file("src/main/java/Hello.java");
        file("target/hello.jar");

        Sources sources = Project.at(folder).sources();

        assertThat(sources).isEqualTo(new Sources.WholeFolder(folder, SentFiles.of(folder)));
        assertThat(sources.parts()).containsExactlyInAnyOrder(pom, source);
    }

    /** A module whose parent lies above it, and which is built here. */
    private void module() throws IOException {
        file("pom.xml");
        Files.writeString(file("module/pom.xml"), "<project><parent><artifactId>above</artifactId></parent></project>");
    }

    @Test
    void theJarOfAMavenModuleIsTakenWhileItIsNewerThanItsSources() throws IOException {
        module();
        file("module/src/main/java/Hello.java");
        file("module/target/original-hello.jar");
        file("module/target/hello-sources.jar");
        Path jar = file("module/target/hello.jar");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        List<String> log = new ArrayList<>();

        assertThat(Project.at(folder.resolve("module")).sources().code(log::add))
                .isEqualTo(jar);
        assertThat(log).isEmpty();
    }

    @Test
    void theJarOfAMavenModuleIsMadeAnewWhereASourceIsNewer() throws IOException {
        module();
        Path wrapper = file("module/mvnw");
        Files.writeString(wrapper, "#!/bin/sh\nmkdir -p target\necho \"$*\" >target/hello.jar\n");
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();

        Path jar = Project.at(folder.resolve("module")).sources().code(line -> {});

        assertThat(jar).isEqualTo(folder.resolve("module/target/hello.jar"));
        assertThat(Files.readString(jar)).endsWith("-DskipTests package\n");
    }

    @Test
    void whatIsSavedWhileTheJarIsBeingMadeIsNewerThanIt() throws IOException {
        module();
        Path source = file("module/src/main/java/Hello.java");
        Path wrapper = file("module/mvnw");
        Files.writeString(wrapper, "#!/bin/sh\nmkdir -p target\necho built >>target/hello.jar\n");
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();
        Path jar = Project.at(folder.resolve("module")).sources().code(line -> {});
        FileTime underWay = FileTime.fromMillis(Files.getLastModifiedTime(jar).toMillis() + 1);

        Project.at(folder.resolve("module")).sources().code(line -> {});
        assertThat(jar).hasContent("built");

        Files.setLastModifiedTime(source, underWay);
        Project.at(folder.resolve("module")).sources().code(line -> {});
        assertThat(jar).hasContent("built\nbuilt");
    }

    @Test
    void aBuildThatFailsShowsWhatMavenSaysOfTheCodeAndNothingElse() throws IOException {
        module();
        Path wrapper = file("module/mvnw");
        Files.writeString(wrapper, """
                #!/bin/sh
                echo 'WARNING: of the JVM'
                echo '\033[0m'
                echo '[ERROR] Hello.java:[3,1] oh no'
                echo '[ERROR] -> [Help 1]'
                exit 1
                """);
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();
        List<String> log = new ArrayList<>();

        assertThatThrownBy(() -> Project.at(folder.resolve("module")).sources().code(log::add))
                .hasMessage("The build of " + folder.resolve("module")
                        + " failed, as Maven says above. Nothing was deployed.");
        assertThat(log.subList(1, log.size())).containsExactly("[ERROR] Hello.java:[3,1] oh no");
    }

    @ParameterizedTest
    @CsvSource({
        "hello.mjs, hello",
        "/tmp/Word_Count.py, word-count",
        "/srv/shop/, shop",
        "/srv/9-lives.js, lives",
        "v1.2/my.app.js, my-app"
    })
    void aFunctionIsNamedAfterItsFileOrFolder(Path place, String name) {
        assertThat(FunctionName.of(place)).isEqualTo(name);
        assertThat(FunctionName.isOne(name)).isTrue();
    }

    @Test
    void aNameOfWhichNothingIsLeftIsRefused() {
        assertThatThrownBy(() -> FunctionName.of(Path.of("123.js")))
                .hasMessage("No name for a function can be made of 123.js: put one before it.");
    }
}
