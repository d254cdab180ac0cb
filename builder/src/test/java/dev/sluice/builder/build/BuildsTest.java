package dev.sluice.builder.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.FolderArchive;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Namespace;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds by a program that plans what a variable says. */
class BuildsTest {

    private static final String PLAN = "echo 'input: deps'; echo 'with: tool 1'; echo 'says: tool by deps'";
    private static final String MAKE =
            "mkdir made; cp deps made/out; echo run >>../runs; tar -czf $result made; echo done";

    private static final long MEMORY = 128L << 20;

    @TempDir
    private Path home;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void noRuns() throws IOException {
        Files.createFile(home.resolve("runs"));
    }

    @Test
    void whatWasMadeIsAnArchiveAndWhatWasPrintedIsTold() throws Exception {
        try (BuildResult.Built built = built(builds(Duration.ofMinutes(1)).build(request("a", PLAN, MAKE), log::add))) {
            new FolderArchive(built.archive(), FolderArchive.Format.TAR_GZ, ArchiveLimits.DEFAULT)
                    .unpackOver(Disk.ownFolder(home.resolve("there")));

            assertThat(home.resolve("there/made/out")).hasContent("one");
            assertThat(built.log()).hasContent("done");
            assertThat(built.before()).isFalse();
            assertThat(log).containsExactly("tool by deps", "done");
        }
        assertThat(home.resolve("work")).isEmptyDirectory();
    }

    @Test
    void theSameBuildIsMadeOnceAndAnotherInputIsAnotherBuild() throws Exception {
        Builds builds = builds(Duration.ofMinutes(1));
        BuildRequest first = request("a", PLAN, MAKE);
        BuildRequest second = request("b", PLAN, MAKE);
        BuildRequest other = request("c", PLAN, MAKE);
        Files.writeString(second.folder().resolve("code"), "which is no input");
        Files.writeString(other.folder().resolve("deps"), "two");

        builds.build(first, log::add);

        assertThat(built(builds.build(second, log::add)).before()).isTrue();
        assertThat(built(builds.build(other, log::add)).before()).isFalse();
        assertThat(home.resolve("runs")).hasContent("run\nrun");
    }

    @Test
    void whatAProgramPrintsInItsLastMomentIsReadWhole() throws Exception {
        Builds builds = builds(Duration.ofMinutes(1));
        String many = "for i in $(seq 2000); do echo \"says: line $i\"; done; " + PLAN;

        for (int i = 0; i < 20; i++) {
            log.clear();
            built(builds.build(request("talks" + i, many, MAKE), log::add));
            assertThat(log).contains("line 1", "line 2000");
        }
    }

    @Test
    void aProcessThatGotAwayAndKeepsTheOutputOpenIsNotWaitedFor() throws Exception {
        String away = "(setsid sh -c 'sleep 30; touch ../over' &); " + MAKE;

        built(builds(Duration.ofMinutes(1)).build(request("a", PLAN, away), log::add));

        assertThat(home.resolve("over")).doesNotExist();
    }

    @Test
    void toolsScriptsAndTheNamespaceDecideToo() throws Exception {
        Builds builds = builds(Duration.ofMinutes(1));
        BuildRequest one = request("a", PLAN, MAKE);
        builds.build(one, log::add);

        BuildRequest newer = request("b", PLAN.replace("tool 1", "tool 2"), MAKE);
        BuildRequest scripts = new BuildRequest(
                request("c", PLAN, MAKE).folder(), one.tool(), Namespace.DEFAULT, List.of("all"), Map.of());
        BuildRequest elsewhere = new BuildRequest(
                request("d", PLAN, MAKE).folder(), one.tool(), new Namespace("shop"), List.of(), Map.of());

        assertThat(built(builds.build(newer, log::add)).before()).isFalse();
        assertThat(built(builds.build(scripts, log::add)).before()).isFalse();
        assertThat(built(builds.build(elsewhere, log::add)).before()).isFalse();
    }

    @Test
    void twoAtOnceWaitForOne() throws Exception {
        Builds builds = builds(Duration.ofMinutes(1));
        String gated = "until [ -e ../open ]; do sleep 0.05; done; " + MAKE;
        BuildRequest one = request("a", PLAN, gated);
        BuildRequest two = request("b", PLAN, gated);

        CompletableFuture<BuildResult> first = later(builds, one);
        CompletableFuture<BuildResult> second = later(builds, two);
        await().untilAsserted(() -> assertThat(log).contains("The same build is under way: waiting for it."));
        Files.createFile(home.resolve("open"));

        assertThat(List.of(built(first.join()).before(), built(second.join()).before()))
                .containsExactlyInAnyOrder(true, false);
        assertThat(home.resolve("runs")).hasContent("run");
    }

    private CompletableFuture<BuildResult> later(Builds builds, BuildRequest request) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return builds.build(request, log::add);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void whereThereIsNothingToDoNothingIsDone() throws Exception {
        BuildResult result = builds(Duration.ofMinutes(1))
                .build(request("a", "echo 'says: all is there'; echo 'warning: mind this'", "exit 1"), log::add);

        assertThat(result).isEqualTo(new BuildResult.Nothing(List.of("mind this")));
        assertThat(log).containsExactly("all is there");
    }

    @Test
    void theLastLineOfAFailureIsItsSentence() throws Exception {
        assertThat(failure(PLAN, "echo trying; echo 'the dependency x does not exist'; echo; exit 1"))
                .isEqualTo("the dependency x does not exist");
        assertThat(failure("echo 'deps is no list'; exit 1", MAKE)).isEqualTo("deps is no list");
        assertThat(failure(PLAN, "echo crashed >&2; exit 9"))
                .endsWith("build ended with 9 (crashed): tell the operator");
    }

    @Test
    void oneThatNeverEndsIsEndedWithAllThatItStarted() throws Exception {
        String sentence = failure(
                Duration.ofSeconds(1), 1 << 20, PLAN, "sleep 1000 & echo $! >../child; setsid sleep 1000 & wait");

        assertThat(sentence)
                .isEqualTo("the build was ended because it took more than 1 s: the end of its log says where it was");
        long child = Long.parseLong(Files.readString(home.resolve("child")).strip());
        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    /** What tail keeps is a line that has no end. */
    @Test
    void oneThatTakesTooMuchMemoryIsEndedWithAllItsProcesses() throws Exception {
        assertThat(failure(PLAN, "(head -c 300000000 /dev/zero; sleep 600) | tail"))
                .isEqualTo(
                        "the build was ended because it took more than 128 MiB of memory: the end of its log says where"
                                + " it was. Build it elsewhere and send what came of it, or raise sluice.build.memory");
    }

    @Test
    void oneThatFillsTheDiskIsEnded() throws Exception {
        String sentence =
                failure(Duration.ofMinutes(1), 1 << 20, PLAN, "dd if=/dev/zero of=big bs=1M count=3; sleep 1000");

        assertThat(sentence).startsWith("the build was ended because it filled more than 1 MiB of the disk: ");
    }

    @Test
    void oneThatPrintsAHundredMegabytesEndsAndItsEndIsKept() throws Exception {
        String lines =
                "yes 'a line of the log that is forty long...' | head -c 100000000; echo; echo 'it failed'; exit 1";

        assertThat(failure(PLAN, lines)).isEqualTo("it failed");
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        Builds builds = builds(Duration.ofMinutes(1));
        BuildRequest request = request("a", PLAN, "echo $$ >../child; sleep 1000");
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                builds.build(request, log::add);
            } catch (InterruptedException e) {
                ended.complete(e);
            }
        });
        await().until(() -> Files.exists(home.resolve("child"))
                && !Files.readString(home.resolve("child")).isBlank());

        thread.interrupt();

        assertThat(ended.join()).isInstanceOf(InterruptedException.class);
        long child = Long.parseLong(Files.readString(home.resolve("child")).strip());
        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void itSeesWhatSaysHowTheUserReachesRegistriesAndNothingElseOfTheGateways() throws Exception {
        builds(Duration.ofMinutes(1)).build(request("a", PLAN, "env | sort; exit 1"), log::add);

        assertThat(log).contains("npm_config_x=1", "HTTPS_PROXY=p", "SLUICE_INTERPRETER=/bin/sh");
        assertThat(log.toString()).doesNotContain("s3cret", "SLUICE_TOKEN");
    }

    @Test
    void whatIsTooMuchToUnpackIsRefusedBeforeItIsKept() throws Exception {
        assertThat(failure(PLAN, "mkdir made; for i in $(seq 30); do touch made/$i; done; tar -czf $result made"))
                .isEqualTo("what the build made cannot be used: the archive has more than 20 entries");
    }

    @Test
    void whatWasNotWantedForTheLongestTimeGoesWhenThereIsNoRoom() throws Exception {
        Builds builds = builds(Duration.ofMinutes(1), 1 << 20, 60_000);
        String big = MAKE.replace("tar", "head -c 40000 /dev/urandom >made/r; tar");
        BuildRequest one = request("a", PLAN, big);
        BuildRequest two = request("b", PLAN.replace("tool 1", "tool 2"), big);
        builds.build(one, log::add);
        builds.build(two, log::add);

        assertThat(built(builds.build(request("c", PLAN.replace("tool 1", "tool 2"), big), log::add))
                        .before())
                .isTrue();
        assertThat(built(builds.build(request("d", PLAN, big), log::add)).before())
                .isFalse();
    }

    private static BuildResult.Built built(BuildResult result) {
        assertThat(result).isInstanceOf(BuildResult.Built.class);
        return (BuildResult.Built) result;
    }

    private String failure(String plan, String run) throws Exception {
        return failure(Duration.ofMinutes(1), 1 << 20, plan, run);
    }

    @Test
    void secretsAreSeenByTheBuildAndByNobodyElse() throws Exception {
        Builds builds = builds(Duration.ofMinutes(1));
        BuildRequest plain = request("plain", PLAN, "echo \"token: $TOKEN\"; " + MAKE);
        Map<String, SecretValue> secrets = Map.of("TOKEN", new SecretValue("correct horse"));
        BuildRequest secret = new BuildRequest(plain.folder(), plain.tool(), Namespace.DEFAULT, List.of(), secrets);

        builds.build(plain, log::add);
        BuildResult.Built built = built(builds.build(secret, log::add));

        assertThat(built.before()).isFalse();
        assertThat(log).contains("token:", "token: ***");
        assertThat(built.log()).content().contains("token: ***").doesNotContain("horse");
    }

    @Test
    void aResultWithASecretInItIsNotKept() throws Exception {
        BuildRequest plain = request("written", PLAN, "echo \"$TOKEN\" >token; tar czf $result token");
        Map<String, SecretValue> secrets = Map.of("TOKEN", new SecretValue("correct horse"));

        BuildResult result = builds(Duration.ofMinutes(1))
                .build(new BuildRequest(plain.folder(), plain.tool(), Namespace.DEFAULT, List.of(), secrets), log::add);

        assertThat(result)
                .isInstanceOfSatisfying(
                        BuildResult.Failed.class,
                        failed -> assertThat(failed.sentence())
                                .startsWith("what the build made has the value of one of its secrets in it"));
    }

    private String failure(Duration time, long disk, String plan, String run) throws Exception {
        BuildResult result = builds(time, disk, 1 << 20).build(request("failing", plan, run), log::add);
        assertThat(result).isInstanceOf(BuildResult.Failed.class);
        return ((BuildResult.Failed) result).sentence();
    }

    private Builds builds(Duration time) {
        return builds(time, 1 << 20, 1 << 20);
    }

    private Builds builds(Duration time, long disk, long cache) {
        return new Builds(
                Disk.ownFolder(home.resolve("work")),
                home.resolve("cache"),
                new BuildLimits(time, disk, MEMORY, cache, new ArchiveLimits(1 << 20, 20)),
                Confinement.NONE,
                Map.of(
                        "PATH", "/usr/bin:/bin",
                        "npm_config_x", "1",
                        "HTTPS_PROXY", "p",
                        "SLUICE_TOKEN", "s3cret",
                        "DB_PASSWORD", "s3cret"));
    }

    private BuildRequest request(String name, String plan, String run) throws IOException {
        Path runtime = Disk.ownFolder(home.resolve("runtime-" + name));
        Path program = Files.writeString(
                runtime.resolve("build"),
                "#!/bin/sh\nresult=$3\nif [ $1 = plan ]; then\n" + plan + "\nelse\n" + run + "\nfi\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path folder = Disk.ownFolder(home.resolve(name));
        Files.writeString(folder.resolve("deps"), "one");
        BuildTool tool = new BuildTool(program, Map.of("SLUICE_INTERPRETER", "/bin/sh"), Optional.empty());
        return new BuildRequest(folder, tool, Namespace.DEFAULT, List.of(), Map.of());
    }
}
