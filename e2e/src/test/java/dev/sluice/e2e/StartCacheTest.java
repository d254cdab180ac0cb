package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes the second start of a gateway fast. */
class StartCacheTest {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final List<String> MODULES = List.of("gateway", "function-runtime", "broker");

    @TempDir
    private Path folder;

    private final int port = Gateway.freePort();
    private Path root;

    /** The checkout's builds, and no cache of an earlier start. */
    @BeforeEach
    void install() throws IOException {
        root = Files.createDirectories(folder.resolve("checkout"));
        for (String module : MODULES) {
            Files.createSymbolicLink(root.resolve(module), Gateway.ROOT.resolve(module));
        }
    }

    /** Their removal with the folder would be complained of. */
    @AfterEach
    void removeLinks() throws IOException {
        for (String module : MODULES) {
            Files.delete(root.resolve(module));
        }
    }

    private void run(String... arguments) throws Exception {
        ProcessBuilder command = new ProcessBuilder(SluiceCommand.line(arguments));
        command.environment()
                .putAll(Map.of(
                        "SLUICE_ROOT", root.toString(),
                        "SLUICE_HOME", folder.resolve("home").toString(),
                        "SLUICE_PORT", Integer.toString(port),
                        "SLUICE_UP_SCRIPT", folder.resolve("up.sh").toString()));
        ProgramRun run = ProgramRun.of(command, PATIENCE);
        assertThat(run.exitCode()).as(run.out()).isZero();
    }

    /** Writes the start as the launcher reads it. */
    private String up() throws Exception {
        run("up");
        return Files.readString(folder.resolve("up.sh"));
    }

    /** Starts a gateway as the launcher does; {@code more}: another option of its JVM. */
    private Process start(String more) throws IOException {
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        ". \"$0\"; java=$1; shift; exec \"$java\" " + more + " \"$@\"",
                        folder.resolve("up.sh").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void awaitReady(Process gateway) throws IOException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            await().atMost(Duration.ofSeconds(90))
                    .ignoreExceptions()
                    .failFast("its log: " + log(), () -> !gateway.isAlive())
                    .until(() -> client.send(ready, BodyHandlers.discarding()).statusCode() == 200);
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private static void end(Process gateway) throws InterruptedException {
        gateway.destroy();
        assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).as("it has ended").isTrue();
    }

    private List<Path> caches() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve("target/sluice/caches"), "*.aot")) {
            files.forEach(found::add);
        }
        return found;
    }

    @Test
    void aCacheIsMadeBesideTheFirstGatewayAndTheNextOneStartsFromIt() throws Exception {
        assertThat(up()).contains("rehearse=yes").doesNotContain("AOTCache");
        Process first = start("");
        try {
            awaitReady(first);
            run("rehearse", Long.toString(first.pid()));
        } finally {
            end(first);
        }
        assertThat(caches()).hasSize(1);

        String second = up();
        assertThat(second).doesNotContain("rehearse=yes").contains("-XX:AOTCache=" + caches().getFirst());
        // Ends the JVM that does not take the cache.
        Process gateway = start("-XX:AOTMode=on");
        try {
            awaitReady(gateway);
        } finally {
            end(gateway);
        }
        new GatewayLog(folder.resolve("log")).assertQuiet();
        assertThat(log()).doesNotContain("[aot]");
    }

    @Test
    void nothingIsMadeForAGatewayThatHasEnded() throws Exception {
        up();
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();

        run("rehearse", Long.toString(gone.pid()));

        assertThat(root.resolve("target")).doesNotExist();
    }
}
