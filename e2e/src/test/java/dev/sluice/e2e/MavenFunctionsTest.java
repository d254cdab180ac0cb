package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.e2e.SluiceCommand.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maven projects, and source files with libraries, that are built when they are deployed. */
class MavenFunctionsTest {

    @TempDir
    private static Path folder;

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(folder.resolve("home"), Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Path project(String name, String dependency, String code) throws IOException {
        Path project = folder.resolve(name);
        Files.createDirectories(project.resolve("src/main/java/words"));
        Files.writeString(project.resolve("src/main/java/words/Words.java"), code);
        Files.writeString(project.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>words</groupId>
                  <artifactId>words</artifactId>
                  <version>1</version>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <dependencies>
                    <dependency>
                      <groupId>org.apache.commons</groupId>
                      <artifactId>commons-lang3</artifactId>
                      <version>VERSION</version>
                    </dependency>
                  </dependencies>
                </project>
                """.replace("VERSION", dependency));
        return project;
    }

    private static Ran deploy(Path from, String name, String code) throws Exception {
        Ran deployed = SluiceCommand.run(gateway, from, "deploy", name, code);
        assumeFalse(deployed.err().contains("this platform has no Maven"), "there is no Maven here");
        assumeFalse(deployed.err().contains("does not give it"), () -> "libraries cannot be had: " + deployed.err());
        return deployed;
    }

    private static final String CAPITALS = """
            package words;

            import org.apache.commons.lang3.StringUtils;

            public class Words implements java.util.function.Function<String, String> {
                public String apply(String text) {
                    return StringUtils.capitalize(text);
                }
            }
            """;

    @Test
    void aMavenProjectIsBuiltWithItsLibraries() throws Exception {
        Path project = project("maven", "3.18.0", CAPITALS);

        Ran deployed = deploy(project, "maven-words", ".");

        assertThat(deployed.exitCode()).as(deployed.err()).isZero();
        gateway.awaitServed("maven-words");
        assertThat(gateway.post("/function/maven-words", "ada").body()).isEqualTo("Ada");
        Files.writeString(
                project.resolve("src/main/java/words/Words.java"),
                CAPITALS.replace("StringUtils.capitalize", "capital"));
        Ran broken = deploy(project, "maven-words", ".");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.err())
                .contains("src/main/java/words/Words.java does not compile: line 7, column ", "cannot find symbol");
        assertThat(gateway.post("/function/maven-words", "bob").body()).isEqualTo("Bob");
    }

    @Test
    void theBuildSeesItsSecretsAndTheFunctionDoesNot() throws Exception {
        Path project = project(
                "secret",
                "${env.OUR_RELEASE}",
                CAPITALS.replace("capitalize(text)", "capitalize(text) + System.getenv(\"OUR_RELEASE\")"));
        Files.writeString(project.resolve("spec.yaml"), "build: {secrets: {OUR_RELEASE: our-release}}\n");

        Ran early = deploy(project, "secret-words", ".");
        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.err()).contains("build.secrets.OUR_RELEASE", "our-release");
        gateway.manage("PUT", "/secrets/our-release", "text/plain", "3.18.0");
        Ran deployed = deploy(project, "secret-words", ".");

        assertThat(deployed.exitCode()).as(deployed.err()).isZero();
        gateway.awaitServed("secret-words");
        assertThat(gateway.post("/function/secret-words", "ada").body()).isEqualTo("Adanull");
        assertThat(deployed.err()).doesNotContain("3.18.0");
    }

    @Test
    void aFolderThatCouldBeForSeveralLanguagesStaysInThatOfItsFunction() throws Exception {
        assumeTrue(gateway.runs("node"), "there is no Node.js here");
        Path both = project("both", "3.18.0", CAPITALS);
        Files.writeString(both.resolve("index.mjs"), "export default () => 'two';\n");
        Files.writeString(both.resolve("package.json"), "{\"main\": \"index.mjs\"}\n");
        Path one = Files.writeString(folder.resolve("one.mjs"), "export default () => 'one';\n");

        Ran unknown = deploy(both, "new-of-both", ".");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("the folder could be for java25 or node", "name one as runtime in the spec");
        assertThat(deploy(folder, "of-both", one.toString()).exitCode()).isZero();
        Ran again = deploy(both, "of-both", ".");

        assertThat(again.exitCode()).as(again.err()).isZero();
        gateway.awaitServed("of-both");
        assertThat(gateway.post("/function/of-both", "").body()).isEqualTo("two");
        Ran told = SluiceCommand.run(gateway, both, "deploy", "of-both", ".", "--runtime", "java25");
        assertThat(told.exitCode()).as(told.err()).isZero();
        assertThat(gateway.describe("of-both").get("runtime").getAsString()).isEqualTo("java25");
    }

    @Test
    void aLibraryThatDoesNotExistIsNamed() throws Exception {
        Ran deployed = deploy(project("absent", "0.0.1", CAPITALS), "absent", ".");

        assertThat(deployed.exitCode()).isEqualTo(1);
        assertThat(deployed.err()).contains("org.apache.commons:commons-lang3:0.0.1");
    }

    @Test
    void aSourceFileIsCompiledWithTheLibrariesThatItAsksFor() throws Exception {
        Path source = folder.resolve("Cap.java");
        Files.writeString(source, """
                //DEPS org.apache.commons:commons-lang3:3.18.0
                public class Cap implements java.util.function.Function<String, String> {
                    public String apply(String text) {
                        return org.apache.commons.lang3.StringUtils.capitalize(text);
                    }
                }
                """);

        Ran deployed = deploy(folder, "cap", source.toString());

        assertThat(deployed.exitCode()).as(deployed.err()).isZero();
        gateway.awaitServed("cap");
        assertThat(gateway.post("/function/cap", "ada").body()).isEqualTo("Ada");
    }
}
