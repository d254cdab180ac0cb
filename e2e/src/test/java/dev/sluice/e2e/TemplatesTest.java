package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.e2e.SluiceCommand.Ran;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From an empty folder to an answer, in each language that there is a template for. */
@ExtendWith(SharedGateway.class)
class TemplatesTest {

    private final Gateway gateway;

    @TempDir
    private Path folder;

    TemplatesTest(Gateway gateway) {
        this.gateway = gateway;
    }

    private Path made(String name, String language) throws IOException, InterruptedException {
        Ran made = SluiceCommand.run(gateway, folder, "new", name, "--language", language);
        assertThat(made.exitCode()).as(made.err()).isZero();
        return folder.resolve(name);
    }

    @ParameterizedTest
    @CsvSource({"go, go test", "java, mvn -B -q test", "node, node --test", "python, python3 -m unittest -q"})
    void aNewFunctionIsTestedDeployedAndCalled(String language, String test) throws Exception {
        assumeTrue(gateway.runs(language), "there is no " + language + " here");
        isTestedDeployedAndCalled(language, test.split(" "));
    }

    @Test
    void aNewFunctionInTypeScriptIsTestedDeployedAndCalled() throws Exception {
        assumeTrue(
                Stream.of("node22", "node24", "node26").anyMatch(gateway::has),
                "there is no Node.js here that runs TypeScript: .ci/node gets one");
        isTestedDeployedAndCalled("typescript", newestNode(), "--test");
    }

    /** The one that the platform takes, which need not be the first of the path. */
    private static String newestNode() throws IOException, InterruptedException {
        Path program = Gateway.ROOT.resolve("function-runtime/node/target/runtime/interpreters");
        return ProgramRun.of(new ProcessBuilder(program.toString()), Duration.ofSeconds(20))
                .out()
                .lines()
                .map(line -> line.split("\t", -1)[1])
                .reduce((one, next) -> next)
                .orElseThrow();
    }

    private void isTestedDeployedAndCalled(String language, String... test) throws Exception {
        String name = "new-" + language;
        Path project = made(name, language);

        Ran deployed = SluiceCommand.run(gateway, project, "deploy", ".");

        assertThat(deployed.exitCode()).as(deployed.err()).isZero();
        assertThat(deployed.out()).contains(name + " version 1 is live: ");
        gateway.awaitServed(name);
        assertThat(gateway.post("/function/" + name, "Ada").body()).isEqualTo("Hello, Ada!\n");
        assertThat(gateway.get("/function/" + name).body()).isEqualTo("Hello, World!\n");
        ProgramRun tests = runIn(gateway, project, test);
        assertThat(tests.exitCode()).as("its own tests: " + tests.out()).isZero();
    }

    @Test
    void aFolderIsDeployedWithTheSpecBesideTheCode() throws Exception {
        assumeTrue(gateway.runs("node"), "there is no node here");
        Path project = made("new-spec", "node");
        Files.writeString(project.resolve("spec.yaml"), "memory: 300Mi\n");

        Ran deployed = SluiceCommand.run(gateway, folder, "deploy", "new-spec", "./new-spec", "--timeout", "7s");

        assertThat(deployed.exitCode()).as(deployed.err()).isZero();
        gateway.awaitServed("new-spec");
        assertThat(gateway.describe("new-spec").getAsJsonObject("spec").toString())
                .contains("\"memory\":\"300Mi\"", "\"timeout\":\"7s\"");
    }

    @Test
    void codeThatDoesNotCompileIsToldWithItsLineAndDeploysNothing() throws Exception {
        Path project = made("new-broken", "java");
        Path source = project.resolve("src/main/java/hello/Hello.java");
        Files.writeString(source, Files.readString(source).replace("\"!\\n\"", "\"!\\n"));

        Ran deployed = SluiceCommand.run(gateway, project, "deploy", ".");

        assertThat(deployed.exitCode()).isEqualTo(1);
        assertThat(deployed.err())
                .contains(
                        "src/main/java/hello/Hello.java does not compile: line 12, column ", "unclosed string literal");
        assertThat(gateway.manage("GET", "/functions/new-broken").statusCode()).isEqualTo(404);
    }

    /** Each language that a function can be written in has a template, and is called above. What listens may be in others than Go, and so may commands. */
    @Test
    void thereIsATemplateForEachRuntime() throws IOException {
        try (Stream<Path> all = Files.list(Gateway.ROOT.resolve("function-runtime"))) {
            List<String> languages = all.filter(
                            language -> Files.exists(language.resolve("src/main/runtime/runtime.properties")))
                    .map(language -> language.getFileName().toString())
                    .filter(language -> !List.of("http", "command").contains(language))
                    .sorted()
                    .toList();
            assertThat(languages).containsExactly("java", "node", "python");
        }
    }

    /** Runs a program where Maven is found too. */
    static ProgramRun runIn(Gateway gateway, Path project, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // What the deployment has compiled of Go's own packages is good for its tests.
        builder.environment()
                .put(
                        "GOCACHE",
                        gateway.home()
                                .resolve("cache/builds/tools/default/go-build")
                                .toString());
        builder.environment().putAll(Map.of("GOFLAGS", "-trimpath", "CGO_ENABLED", "0"));
        builder.environment()
                .merge(
                        "PATH",
                        keptMaven() + File.pathSeparator + "/usr/local/go/bin",
                        (path, kept) -> path + File.pathSeparator + kept);
        return ProgramRun.of(builder, Duration.ofMinutes(2));
    }

    /** Where the launcher keeps the Maven that it fetched, if the machine has none. */
    private static String keptMaven() {
        return Path.of(System.getProperty("user.home"), ".cache/sluice/apache-maven-3.9.11/bin")
                .toString();
    }
}
