package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.project.Language;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewTest {

    @TempDir
    Path folder;

    private static CommandRun run(String... arguments) {
        return CommandRun.with(Map.of(), Terminal.Look.PLAIN, "", arguments);
    }

    @ParameterizedTest
    @EnumSource
    void aTemplateHasItsNameInItAndAReadmeOfFiveLines(Language language) throws IOException {
        Path made = folder.resolve("shop");

        language.write(made, "shop");

        assertThat(Files.readAllLines(made.resolve("README.md")))
                .hasSize(5)
                .first()
                .isEqualTo("# shop");
        try (var all = Files.walk(made)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain("@name@");
            }
        }
    }

    @Test
    void whatIsThereAlreadyIsNotTouched() {
        CommandRun run = run("new", "src");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("There is a src already: choose another name, or remove it.");
    }

    @Test
    void aNameThatNoFunctionCanHaveIsRefused() {
        CommandRun run = run("new", "Shop_1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'Shop_1' is no name for a function");
    }

    @Test
    void anUnknownLanguageIsRefusedWithThoseThatThereAre() {
        CommandRun run = run("new", "shop", "-l", "cobol");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("expected one of [go, java, node", "cobol");
    }

    /** What the project's own build has fetched is enough for the template. */
    @Test
    void theTemplateForJavaNamesTheVersionsThatSluiceItselfIsBuiltWith() throws IOException {
        String own = Files.readString(Path.of(System.getProperty("sluice.root"), "pom.xml"));
        String pom = Files.readString(Path.of("src/main/resources/templates/java/pom.xml"));

        for (String plugin : pom.split("<artifactId>maven-", -1)) {
            String name = "maven-" + plugin.substring(0, plugin.indexOf('<'));
            if (name.endsWith("-plugin")) {
                String version = plugin.replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");
                assertThat(own).containsPattern("<artifactId>" + name + "</artifactId>\\s*<version>" + version + "<");
            }
        }
    }
}
