package dev.sluice.builder.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources are compiled by a shell that copies them, or does what the source says. */
class SourceBuildsTest {

    private static final String COPIES = "echo log: compiled $name; cp \"$source\" \"$result\"; echo made";

    @TempDir
    private Path home;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<SourceBuilds> all = new ArrayList<>();

    @BeforeEach
    void nothingRan() throws IOException {
        Files.createFile(home.resolve("starts"));
        Files.createFile(home.resolve("requests"));
    }

    @AfterEach
    void end() {
        all.forEach(SourceBuilds::close);
    }

    @Test
    void oneProcessCompilesOneFileAfterTheOther() throws Exception {
        SourceBuilds builds = builds(Duration.ofMinutes(5));

        assertThat(made(builds, "one")).isEqualTo("one");
        assertThat(made(builds, "two")).isEqualTo("two");

        assertThat(home.resolve("starts")).hasContent("start");
        assertThat(log).containsExactly("compiled Hello.java", "compiled Hello.java");
    }

    @Test
    void theSameSourceIsCompiledOnceAlsoByALaterGateway() throws Exception {
        made(builds(Duration.ofMinutes(5)), "one");
        SourceBuilds later = builds(Duration.ofMinutes(5));

        SourceResult.Made again = (SourceResult.Made) compile(later, "one", COPIES);

        assertThat(again.before()).isTrue();
        assertThat(again.file()).hasContent("one");
        assertThat(home.resolve("requests")).hasContent("request");
        assertThat(log).containsExactly("compiled Hello.java", "compiled Hello.java");
    }

    @Test
    void anotherNameOrAnotherCompilerIsAnotherBuild() throws Exception {
        SourceBuilds builds = builds(Duration.ofMinutes(5));
        made(builds, "one");

        compile(builds, "one", "Other.java", tool("runtime", COPIES));
        compile(builds, "one", "Hello.java", tool("newer", "echo log: newer;" + COPIES));

        assertThat(home.resolve("requests")).hasContent("request\nrequest\nrequest");
    }

    @Test
    void sourcesThatAreCompiledAtTheSameTimeAreCompiledOnceEach() throws Exception {
        SourceBuilds builds = builds(Duration.ofMinutes(5));
        List<CompletableFuture<String>> results = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String text = "source " + i % 4;
            CompletableFuture<String> result = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try {
                    result.complete(made(builds, text));
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            results.add(result);
        }

        assertThat(results.stream().map(CompletableFuture::join))
                .containsExactlyInAnyOrderElementsOf(
                        Collections.nCopies(3, List.of("source 0", "source 1", "source 2", "source 3")).stream()
                                .flatMap(List::stream)
                                .toList());
        assertThat(Files.readAllLines(home.resolve("requests"))).hasSize(4);
        assertThat(Files.readAllLines(home.resolve("starts"))).hasSizeBetween(1, 2);
    }

    @Test
    void whatTheCompilerRefusesIsSaidAndTheProcessStays() throws Exception {
        SourceBuilds builds = builds(Duration.ofMinutes(5));
        String refuses = "echo log: line 1; echo refused: no good";

        assertThat(sentence(compile(builds, "one", refuses))).isEqualTo("no good");
        assertThat(sentence(compile(builds, "one", refuses))).isEqualTo("no good");

        assertThat(home.resolve("starts")).hasContent("start");
        assertThat(log).containsExactly("line 1", "line 1");
    }

    @Test
    void aProcessThatDiesIsReplacedAndTheSourceTriedOnceMore() throws Exception {
        SourceBuilds builds = builds(Duration.ofMinutes(5));

        assertThat(compile(
                        builds,
                        "one",
                        "if [ -e ../../died ]; then " + COPIES + "; else touch ../../died; kill -9 $$; fi"))
                .isInstanceOf(SourceResult.Made.class);

        assertThat(home.resolve("starts")).hasContent("start\nstart");
    }

    @Test
    void aProcessThatWasKilledWhileItRestedIsReplaced() throws Exception {
        SourceBuilds builds = builds(Duration.ofMinutes(5));
        made(builds, "one");
        ProcessHandle process = ProcessHandle.of(
                        Long.parseLong(Files.readString(home.resolve("pid")).strip()))
                .orElseThrow();
        process.destroyForcibly();
        await().until(() -> !process.isAlive());

        assertThat(made(builds, "two")).isEqualTo("two");
    }

    @Test
    void aSourceOverWhichEachProcessDiesIsRefused() throws Exception {
        assertThat(sentence(compile(builds(Duration.ofMinutes(5)), "one", "echo too bad >&2; exit 9")))
                .isEqualTo(
                        "the compiler ended twice over Hello.java (it ended with 9, after too bad): try again, or deploy"
                                + " a jar. The operator may look at " + home.resolve("runtime/compile"));
        assertThat(home.resolve("starts")).hasContent("start\nstart");
    }

    @Test
    void whatTakesTooLongOrTooMuchMemoryIsEndedAndNotTriedAgain() throws Exception {
        SourceBuilds builds = builds(Duration.ofMinutes(5), Duration.ofSeconds(1));

        assertThat(sentence(compile(builds, "one", "while :; do :; done")))
                .isEqualTo(
                        "Hello.java is too much for the compiler of single files: it took more than 1 s. Divide its longest"
                                + " expressions, or compile it yourself and deploy the jar");
        assertThat(sentence(compile(builds, "one", "Hello.java", tool("small", "exit 3"))))
                .startsWith("Hello.java is too much for the compiler of single files: it ran out of memory.");
        assertThat(home.resolve("starts")).hasContent("start\nstart");
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws Exception {
        assertThat(sentence(compile(builds(Duration.ofMinutes(5)), "one", "while :; do echo log: more; done")))
                .startsWith("the compiler ended twice over Hello.java (its answer has no end");
    }

    @Test
    void aProgramThatCannotCompileSaysSo() throws Exception {
        BuildTool tool = tool("runtime", COPIES);
        Files.writeString(tool.program(), "#!/bin/sh\necho 'refused: there is no compiler'\n");

        assertThat(sentence(compile(builds(Duration.ofMinutes(5)), "one", "Hello.java", tool)))
                .isEqualTo("there is no compiler");
    }

    @Test
    void whatIsTooLargeIsNotCompiled() throws Exception {
        assertThat(sentence(compile(builds(Duration.ofMinutes(5)), "x".repeat((1 << 20) + 1), COPIES)))
                .isEqualTo("Hello.java has more than 1024 KiB: compile it yourself, and deploy the jar");
        assertThat(home.resolve("starts")).isEmptyFile();
    }

    @Test
    void aProcessEndsThatHasNothingToDo() throws Exception {
        made(builds(Duration.ofMillis(10)), "one");

        await().until(() -> ProcessHandle.of(
                        Long.parseLong(Files.readString(home.resolve("pid")).strip()))
                .filter(ProcessHandle::isAlive)
                .isEmpty());
        await().untilAsserted(() -> assertThat(home.resolve("work")).isEmptyDirectory());
    }

    @Test
    void noProcessOutlivesTheGateway() throws Exception {
        SourceBuilds builds = builds(Duration.ofMinutes(5));
        made(builds, "one");

        builds.close();

        await().until(() -> ProcessHandle.of(
                        Long.parseLong(Files.readString(home.resolve("pid")).strip()))
                .filter(ProcessHandle::isAlive)
                .isEmpty());
        assertThat(home.resolve("work")).isEmptyDirectory();
    }

    private String made(SourceBuilds builds, String text) throws Exception {
        Path file = ((SourceResult.Made) compile(builds, text, COPIES)).file();
        String content = Files.readString(file);
        Files.delete(file);
        return content;
    }

    @Test
    void aProgramThatMakesNothingOrAnswersSomethingElseIsTheOperatorsMatter() throws Exception {
        assertThat(sentence(compile(builds(Duration.ofMinutes(5)), "one", "echo hello")))
                .startsWith("the compiler ended twice over Hello.java (");
        assertThat(sentence(compile(builds(Duration.ofMinutes(5)), "one", "Hello.java", tool("idle", "echo made"))))
                .isEqualTo(
                        "the compiler says that it has compiled Hello.java, and there is no result: tell the operator");
    }

    private static String sentence(SourceResult result) {
        return ((SourceResult.Failed) result).sentence();
    }

    private SourceResult compile(SourceBuilds builds, String text, String does) throws Exception {
        return compile(builds, text, "Hello.java", tool("runtime", does));
    }

    private SourceResult compile(SourceBuilds builds, String text, String name, BuildTool tool) throws Exception {
        Path source = Files.writeString(Files.createTempFile(home, "source", ""), text);
        return builds.compile(source, name, tool, log::add);
    }

    private SourceBuilds builds(Duration idle) {
        return builds(idle, Duration.ofMinutes(5));
    }

    private SourceBuilds builds(Duration idle, Duration time) {
        SourceBuilds builds = new SourceBuilds(
                Disk.ownFolder(home.resolve("work")),
                home.resolve("cache"),
                new BuildLimits(time, 1 << 20, 1 << 30, 1 << 20, new ArchiveLimits(1 << 20, 20)),
                Confinement.NONE,
                idle);
        all.add(builds);
        return builds;
    }

    /** Written once: it is the same compiler then. */
    private BuildTool tool(String folder, String does) throws IOException {
        Path program = Disk.ownFolder(home.resolve(folder)).resolve("compile");
        if (!Files.exists(program)) {
            Files.writeString(program, """
                    #!/bin/sh
                    echo $$ >../../pid
                    echo start >>../../starts
                    echo ready
                    while IFS='\t' read -r source result name; do
                        echo request >>../../requests
                        %s
                    done
                    """.formatted(does));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return new BuildTool(program, Map.of(), Optional.empty());
    }
}
