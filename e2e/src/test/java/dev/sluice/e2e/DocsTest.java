package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of the pages, typed into a shell as they stand there, against one gateway on a fresh home. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocsTest {

    /** Blocks that are run and blocks that are marked {@code not-run}, of every page that has any. */
    private static final Map<String, Blocks> PAGES = new TreeMap<>(Map.ofEntries(
            Map.entry("README.md", new Blocks(6, 2)),
            Map.entry("CONTRIBUTING.md", new Blocks(0, 1)),
            Map.entry("benchmarks/README.md", new Blocks(0, 1)),
            Map.entry("docs/api.md", new Blocks(1, 1)),
            Map.entry("docs/async.md", new Blocks(3, 1)),
            Map.entry("docs/broker.md", new Blocks(0, 1)),
            Map.entry("docs/calling.md", new Blocks(3, 0)),
            Map.entry("docs/cli.md", new Blocks(1, 2)),
            Map.entry("docs/cost.md", new Blocks(1, 0)),
            Map.entry("docs/decorators-java.md", new Blocks(1, 1)),
            Map.entry("docs/contexts.md", new Blocks(1, 0)),
            Map.entry("docs/connections.md", new Blocks(0, 1)),
            Map.entry("docs/decorators/cache.md", new Blocks(2, 0)),
            Map.entry("docs/deploying.md", new Blocks(7, 4)),
            Map.entry("docs/events.md", new Blocks(0, 1)),
            Map.entry("docs/functions-command.md", new Blocks(1, 0)),
            Map.entry("docs/functions-http.md", new Blocks(3, 1)),
            Map.entry("docs/functions-node.md", new Blocks(3, 0)),
            Map.entry("docs/images.md", new Blocks(0, 2)),
            Map.entry("docs/observing.md", new Blocks(1, 0)),
            Map.entry("docs/ownership.md", new Blocks(0, 2)),
            Map.entry("docs/packages.md", new Blocks(0, 2)),
            Map.entry("docs/pipelines.md", new Blocks(2, 10)),
            Map.entry("docs/recipes-java.md", new Blocks(6, 0)),
            Map.entry("docs/recipes-node.md", new Blocks(8, 0)),
            Map.entry("docs/recipes-python.md", new Blocks(8, 0)),
            Map.entry("docs/schedules.md", new Blocks(0, 1)),
            Map.entry("docs/sharding.md", new Blocks(2, 0)),
            Map.entry("docs/several-gateways.md", new Blocks(0, 1)),
            Map.entry("docs/topics.md", new Blocks(2, 1)),
            Map.entry("docs/triggers.md", new Blocks(0, 3)),
            Map.entry("docs/two-factor.md", new Blocks(1, 0)),
            Map.entry("docs/webhooks.md", new Blocks(1, 0)),
            Map.entry("examples/add-defaults/README.md", new Blocks(2, 0)),
            Map.entry("examples/ambassadors/README.md", new Blocks(3, 1)),
            Map.entry("examples/before-an-api/README.md", new Blocks(4, 0)),
            Map.entry("examples/build-merger/README.md", new Blocks(2, 0)),
            Map.entry("examples/decorator-stamp/README.md", new Blocks(1, 1)),
            Map.entry("examples/five-decorators/README.md", new Blocks(2, 0)),
            Map.entry("examples/search/README.md", new Blocks(2, 0)),
            Map.entry("examples/ledger/README.md", new Blocks(2, 0)),
            Map.entry("examples/sharded-search/README.md", new Blocks(2, 0)),
            Map.entry("examples/work-queue/README.md", new Blocks(1, 0)),
            Map.entry("examples/videos/README.md", new Blocks(1, 0)),
            Map.entry("examples/legacy-shop/README.md", new Blocks(1, 0)),
            Map.entry("examples/shared-cache/README.md", new Blocks(1, 0)),
            Map.entry("examples/github-webhook/README.md", new Blocks(3, 0)),
            Map.entry("examples/hello/README.md", new Blocks(1, 0)),
            Map.entry("examples/hello-http/README.md", new Blocks(1, 1)),
            Map.entry("examples/hello-node/README.md", new Blocks(1, 0)),
            Map.entry("examples/hello-python/README.md", new Blocks(1, 0)),
            Map.entry("examples/markdown/README.md", new Blocks(1, 0)),
            Map.entry("examples/misbehave/README.md", new Blocks(1, 0)),
            Map.entry("examples/notify-smtp/README.md", new Blocks(0, 1)),
            Map.entry("examples/notify-webhook/README.md", new Blocks(0, 1)),
            Map.entry("examples/order-events/README.md", new Blocks(3, 0)),
            Map.entry("examples/photo-batch/README.md", new Blocks(1, 0)),
            Map.entry("examples/relay/README.md", new Blocks(1, 0)),
            Map.entry("examples/scheduled-report/README.md", new Blocks(2, 0)),
            Map.entry("examples/ship-orders/README.md", new Blocks(2, 0)),
            Map.entry("examples/sign-up/README.md", new Blocks(0, 1)),
            Map.entry("examples/thumbnail/README.md", new Blocks(1, 0)),
            Map.entry("examples/thumbnail-node/README.md", new Blocks(0, 1)),
            Map.entry("examples/thumbnail-python/README.md", new Blocks(0, 1)),
            Map.entry("examples/thumbnails/README.md", new Blocks(2, 0)),
            Map.entry("examples/two-factor-login/README.md", new Blocks(2, 0)),
            Map.entry("examples/word-count/README.md", new Blocks(1, 0)),
            Map.entry("examples/word-count-node/README.md", new Blocks(1, 0)),
            Map.entry("examples/word-count-python/README.md", new Blocks(0, 1)),
            Map.entry("examples/word-index/README.md", new Blocks(2, 0)),
            Map.entry("suites/README.md", new Blocks(0, 1))));

    private static final String OF_FFMPEG = "examples/videos/README.md";

    private static final String JAVA_BIN =
            Path.of(System.getProperty("java.home"), "bin").toString();

    /** An answer that says no fails a command too, unless the page shows the answer. */
    private static final String PRELUDE = """
            set -e
            curl() { command curl --silent --show-error $fail "$@"; }
            # What a page starts in the background ends with it. In a pipe there would be no jobs to list.
            trap 'jobs -p >jobs; kill $(cat jobs) 2>/dev/null || :' EXIT
            """;

    /** Pages whose functions are in a language that not every machine has an interpreter of. */
    private static final Map<String, String> LANGUAGES = Map.ofEntries(
            Map.entry("docs/functions-http.md", "node go"),
            Map.entry("docs/functions-node.md", "node"),
            Map.entry("docs/recipes-node.md", "node"),
            Map.entry("docs/recipes-python.md", "python"),
            Map.entry("examples/ambassadors/README.md", "node"),
            Map.entry("examples/build-merger/README.md", "node python"),
            Map.entry("examples/hello-http/README.md", "node"),
            Map.entry("examples/legacy-shop/README.md", "node"),
            Map.entry("examples/hello-node/README.md", "node"),
            Map.entry("examples/hello-python/README.md", "python"),
            Map.entry("examples/word-count-node/README.md", "node"),
            Map.entry("examples/word-index/README.md", "python"));

    /** Pages with a package that npm installs. */
    private static final Set<String> NPM = Set.of("docs/recipes-node.md");

    @TempDir
    static Path folder;

    /** The ports at which pages have servers of their own, other than the gateway's, and those that are free here. */
    private static final Pattern SERVERS = Pattern.compile("\\b809[0-4]\\b");

    private final Map<String, Integer> ports = new HashMap<>();

    private Gateway gateway;

    record Blocks(int run, int notRun) {}

    @BeforeAll
    void start() throws IOException {
        Path decorators = Files.createDirectories(folder.resolve(".sluice/decorators"));
        Files.copy(Gateway.example("decorator-stamp"), decorators.resolve("decorator-stamp.jar"));
        gateway = Gateway.start(folder.resolve(".sluice"), Map.of("sluice.async.private-callbacks", "true"));
        gateway.log().expect("Shard 0 of the cache of 'slow' has gone");
        gateway.log().expect("Shard 0, replica 1, of the cache of 'slow' has gone");
        layOut();
        // The launcher would build; what it would build is what runs this test.
        Path command = folder.resolve("sluice");
        Files.writeString(
                command, "exec java -jar '" + Gateway.ROOT.resolve("cli/target/sluice-cli.jar") + "' \"$@\"\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
    }

    /** A checkout for its reader: what is built as it is, and what is only text with the reader's places in it. */
    private void layOut() throws IOException {
        Files.createSymbolicLink(folder.resolve("decorator-api"), Gateway.ROOT.resolve("decorator-api"));
        Path examples = Files.createDirectory(folder.resolve("examples"));
        try (Stream<Path> all = Files.list(Gateway.ROOT.resolve("examples"))) {
            for (Path example : all.filter(Files::isDirectory).toList()) {
                Path there = examples.resolve(example.getFileName());
                if (Files.exists(example.resolve("pom.xml"))) {
                    Files.createSymbolicLink(there, example);
                } else {
                    copy(example, there);
                }
            }
        }
    }

    private void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path there = to.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(there);
                } else {
                    Files.writeString(there, here(Files.readString(path)));
                    Files.setPosixFilePermissions(there, Files.getPosixFilePermissions(path));
                }
            }
        }
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    static Stream<String> pages() {
        return PAGES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void thePagesCommandsDoWhatItSays(String name) throws Exception {
        String languages = LANGUAGES.getOrDefault(name, "java");
        assumeTrue(
                Stream.of(languages.split(" ")).allMatch(gateway::runs),
                () -> "not all of " + languages + " is installed here");
        assumeTrue(!NPM.contains(name) || ProgramRun.isOnPath("npm"), "there is no npm here");
        assumeTrue(!name.equals(OF_FFMPEG) || ProgramRun.isOnPath("ffmpeg"), "there is no ffmpeg here");
        DocPage page = DocPage.read(Gateway.ROOT.resolve(name), this::here);
        for (DocPage.FileText file : page.files()) {
            Path path = folder.resolve(file.name());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.text());
        }
        Path outputs = Files.createTempDirectory(folder, "outputs");

        int exit = runInShell(script(page.steps(), outputs));

        List<DocPage.Step> steps = page.steps();
        for (int i = 0; i < steps.size() && Files.exists(outputs.resolve("" + i)); i++) {
            DocPage.Step step = steps.get(i);
            String output = Files.readString(outputs.resolve("" + i));
            boolean last = i == steps.size() - 1 || !Files.exists(outputs.resolve("" + (i + 1)));
            assertThat(last ? exit : 0)
                    .as("%s%nanswered%n%s", step.commands(), output)
                    .isZero();
            if (step.hasAnswer()) {
                assertThat(step.isAnsweredBy(output))
                        .as("%s%nis to answer%n%s%nand answered%n%s", step.commands(), here(step.answer()), output)
                        .isTrue();
            }
        }
        assertThat(exit).isZero();
        assertThat(new Blocks(page.blocks(), page.notRun())).isEqualTo(PAGES.get(name));
    }

    @Test
    void noPageWithCommandsIsLeftOut() throws IOException {
        try (Stream<Path> all =
                Files.find(Gateway.ROOT, 4, (path, what) -> path.toString().endsWith(".md"))) {
            List<String> withCommands = all.filter(path -> !path.toString().contains("/target/"))
                    .filter(DocsTest::hasCommands)
                    .map(path -> Gateway.ROOT.relativize(path).toString())
                    .sorted()
                    .toList();
            assertThat(withCommands).containsExactlyElementsOf(PAGES.keySet());
        }
    }

    private static boolean hasCommands(Path path) {
        try {
            DocPage page = DocPage.read(path, text -> text);
            return page.blocks() + page.notRun() > 0;
        } catch (IOException e) {
            throw new AssertionError(path.toString(), e);
        }
    }

    private String script(List<DocPage.Step> steps, Path outputs) {
        StringBuilder script = new StringBuilder(PRELUDE);
        for (int i = 0; i < steps.size(); i++) {
            DocPage.Step step = steps.get(i);
            script.append("exec >'")
                    .append(outputs.resolve("" + i))
                    .append("' 2>&1\n")
                    .append(step.hasAnswer() ? "fail=\n" : "fail=--fail-with-body\n")
                    .append(step.commands());
        }
        return script.toString();
    }

    private int runInShell(String script) throws IOException, InterruptedException {
        Path file = Files.writeString(Files.createTempFile(folder, "page", ".sh"), script);
        ProcessBuilder shell = new ProcessBuilder("sh", file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        shell.environment().put("PATH", JAVA_BIN + File.pathSeparator + System.getenv("PATH"));
        shell.environment().put("HOME", folder.toString());
        shell.environment().put("SLUICE_HOME", gateway.home().toString());
        shell.environment().put("SLUICE_PORT", Integer.toString(gateway.port()));
        Process process = shell.start();
        process.getOutputStream().close();
        // The first build in Go compiles Go's own packages too.
        if (!process.waitFor(240, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("did not end within 240 s:\n" + script);
        }
        return process.exitValue();
    }

    /** The page's places are this test's. */
    private String here(String text) {
        String placed = text.replace("127.0.0.1:8080", "127.0.0.1:" + gateway.port())
                .replace("/tmp/", folder.resolve("tmp") + "/");
        return SERVERS.matcher(placed)
                .replaceAll(port -> ports.computeIfAbsent(port.group(), _ -> Gateway.freePort())
                        .toString());
    }
}
