package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What functions are written and tested against is got from the platform, by Maven, npm and pip themselves. What they need besides comes from
 * where this machine has it from; a test that cannot have it is skipped.
 */
@ExtendWith(SharedGateway.class)
class PackagesTest {

    private static final Path ARCHETYPE = Gateway.ROOT.resolve("packages/src/main/archetype/archetype-resources");
    private static final Path RUNTIMES = Gateway.ROOT.resolve("function-runtime");
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final String PLUGIN = "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate";
    private static final Pattern OUT_OF_REACH = Pattern.compile(
            "maven-archetype-plugin:3\\.4\\.1 or one of its dependencies could not be resolved|Could not transfer artifact org\\.");

    private final Gateway gateway;

    @TempDir
    private Path folder;

    PackagesTest(Gateway gateway) {
        this.gateway = gateway;
    }

    private String url() {
        return gateway.uri("").toString();
    }

    /** With a local repository of its own before that of this machine, so that what the platform serves is neither found there nor left there. */
    private List<String> maven(String... more) {
        String kept = System.getProperty(
                "maven.repo.local",
                Path.of(System.getProperty("user.home"), ".m2/repository").toString());
        List<String> command = new ArrayList<>(List.of(
                "mvn",
                "-B",
                "-q",
                "-Dmaven.repo.local=" + folder.resolve("repository"),
                "-Dmaven.repo.local.tail=" + kept));
        command.addAll(List.of(more));
        return command;
    }

    @Test
    void aProjectOfTheArchetypeIsBuiltAgainstTheRepositoryTestedDeployedAndCalled() throws Exception {
        Path project = folder.resolve("greeter");
        layOut(project);

        ProgramRun built =
                TemplatesTest.runIn(gateway, project, maven("package").toArray(String[]::new));

        assertThat(built.exitCode()).as(built.out()).isZero();
        for (String artifact : List.of("sluice-function-api", "sluice-function-doubles")) {
            Path got = folder.resolve("repository/dev/sluice").resolve(artifact).resolve(VERSION);
            assertThat(Files.readString(got.resolve("_remote.repositories")))
                    .containsPattern(artifact + "-0\\.1\\.0-[0-9.]+-1\\.jar>sluice=");
        }
        assertThat(project.resolve("target/surefire-reports/TEST-hello.HelloTest.xml"))
                .content()
                .contains("tests=\"3\"", "failures=\"0\"", "errors=\"0\"", "skipped=\"0\"");
        gateway.deployed(
                "archetype-greeter", project.resolve("target/greeter.jar"), "spec=environment: {GREETING: Hi}");
        gateway.awaitServed("archetype-greeter");
        assertThat(gateway.post("/function/archetype-greeter", "Ada").body()).isEqualTo("Hi, Ada!\n");
    }

    /** What the archetype makes, made by hand: its plugin is not in every local repository. */
    private void layOut(Path project) throws IOException {
        try (Stream<Path> all = Files.walk(ARCHETYPE)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = ARCHETYPE.relativize(file).toString().replace("java/", "java/hello/");
                String text = Files.readString(file)
                        .replace("@version@", VERSION)
                        .replace("${groupId}", "hello")
                        .replace("${artifactId}", "greeter")
                        .replace("${version}", "1")
                        .replace("${package}", "hello")
                        .replace("${platform}", url());
                Archives.file(project.resolve(name), text);
            }
        }
    }

    @Test
    void mavenItselfMakesAProjectOfTheArchetype() throws Exception {
        Path settings = Files.writeString(folder.resolve("settings.xml"), """
                <settings>
                  <profiles>
                    <profile>
                      <id>sluice</id>
                      <repositories>
                        <repository><id>archetype</id><url>%s/maven</url></repository>
                      </repositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>sluice</activeProfile></activeProfiles>
                </settings>
                """.formatted(url()));

        ProgramRun made = TemplatesTest.runIn(
                gateway,
                folder,
                maven(
                                "-gs",
                                settings.toString(),
                                PLUGIN,
                                "-DarchetypeGroupId=dev.sluice",
                                "-DarchetypeArtifactId=sluice-function-archetype",
                                "-DarchetypeVersion=" + VERSION,
                                "-DartifactId=greeter",
                                "-Dplatform=" + url())
                        .toArray(String[]::new));

        assumeTrue(
                !OUT_OF_REACH.matcher(made.out()).find(),
                () -> "the plugin for archetypes cannot be had here: " + made.out());
        assertThat(made.exitCode()).as(made.out()).isZero();
        Path byHand = folder.resolve("by-hand");
        layOut(byHand);
        for (String file : List.of("pom.xml", "src/main/java/hello/Hello.java", "src/test/java/hello/HelloTest.java")) {
            assertThat(folder.resolve("greeter").resolve(file)).hasSameTextualContentAs(byHand.resolve(file));
        }
    }

    @Test
    void npmInstallsTheDoublesForNodeAndTheirTestsPass() throws Exception {
        assumeTrue(gateway.runs("node"), "there is no Node.js here");
        assumeTrue(ProgramRun.isOnPath("npm"), "there is no npm here");
        Files.writeString(folder.resolve("package.json"), "{\"private\": true}");
        Files.copy(RUNTIMES.resolve("node/src/test/doubles/doubles.test.mjs"), folder.resolve("doubles.test.mjs"));

        String address = url() + "/packages/sluice-function-doubles-" + VERSION + ".tgz";
        runs(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--cache",
                folder.resolve("cache").toString(),
                address);

        runs("node", "--test");
    }

    @Test
    void pipInstallsTheDoublesForPythonAndTheirTestsPass() throws Exception {
        assumeTrue(gateway.runs("python"), "there is no Python here");
        ProgramRun pip = ProgramRun.of(new ProcessBuilder("python3", "-m", "pip", "--version"), Duration.ofMinutes(1));
        assumeTrue(pip.exitCode() == 0, "the Python here has no pip");
        String address = url() + "/packages/sluice_function_doubles-" + VERSION.replace("-SNAPSHOT", ".dev0")
                + "-py3-none-any.whl";

        String target = folder.resolve("installed").toString();
        runs("python3", "-m", "pip", "install", "-q", "--no-index", "--no-cache-dir", "--target", target, address);

        ProcessBuilder tests = new ProcessBuilder(
                "python3",
                "-m",
                "unittest",
                "discover",
                "-s",
                RUNTIMES.resolve("python/src/test/doubles").toString());
        tests.environment().put("PYTHONPATH", target);
        tests.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        ProgramRun ran = ProgramRun.of(tests, Duration.ofMinutes(1));
        assertThat(ran.exitCode()).as(ran.out()).isZero();
        assertThat(ran.out()).contains("Ran 13 tests");
    }

    private void runs(String... command) throws Exception {
        ProgramRun ran = ProgramRun.of(new ProcessBuilder(command).directory(folder.toFile()), Duration.ofMinutes(1));
        assertThat(ran.exitCode()).as(ran.out()).isZero();
    }
}
