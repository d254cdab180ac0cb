package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.e2e.SluiceCommand.Ran;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The image of a function: made, unpacked, and its entry point run where nothing is but the image's files. */
@ExtendWith(SharedGateway.class)
class ImageTest {

    private static final Path BUBBLEWRAP = Path.of("/usr/bin/bwrap");

    private final Gateway gateway;

    @TempDir
    private Path folder;

    ImageTest(Gateway gateway) {
        this.gateway = gateway;
    }

    private Ran image(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("image", "image-hello"));
        words.addAll(List.of(arguments));
        Ran ran = SluiceCommand.run(gateway, folder, words.toArray(String[]::new));
        assumeTrue(
                !ran.err().contains("cannot be made of packages"),
                () -> "Debian's packages are out of reach: " + ran.err());
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
    }

    private Path blob(JsonObject descriptor) {
        return folder.resolve("image/blobs")
                .resolve(descriptor.get("digest").getAsString().replace(':', '/'));
    }

    private static JsonObject json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    /** As whatever runs containers does it: the layers one upon another. */
    private Path unpacked(JsonObject manifest) throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        for (var layer : manifest.getAsJsonArray("layers")) {
            ProgramRun tar = ProgramRun.of(
                    new ProcessBuilder(
                            "tar", "-xzpf", blob(layer.getAsJsonObject()).toString(), "-C", root.toString()),
                    Duration.ofMinutes(2));
            assertThat(tar.exitCode()).as(tar.out()).isZero();
        }
        return root;
    }

    /** The entry point, with the variables of the image and {@code more}. */
    private static ProcessBuilder container(Path root, JsonObject config, String... more) {
        JsonObject process = config.getAsJsonObject("config");
        List<String> words = new ArrayList<>(List.of(
                BUBBLEWRAP.toString(),
                "--unshare-all",
                "--share-net",
                "--die-with-parent",
                "--uid",
                "65532",
                "--gid",
                "65532",
                "--bind",
                root.toString(),
                "/",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--clearenv"));
        List<String> variables = new ArrayList<>(List.of(more));
        process.getAsJsonArray("Env").forEach(each -> variables.add(each.getAsString()));
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            words.addAll(List.of("--setenv", variable.substring(0, equals), variable.substring(equals + 1)));
        }
        words.addAll(List.of("--chdir", process.get("WorkingDir").getAsString()));
        process.getAsJsonArray("Entrypoint").forEach(each -> words.add(each.getAsString()));
        return new ProcessBuilder(words);
    }

    private static boolean worksHere() {
        try {
            return Files.exists(BUBBLEWRAP)
                    && ProgramRun.of(
                                            new ProcessBuilder(
                                                    BUBBLEWRAP.toString(),
                                                    "--unshare-all",
                                                    "--share-net",
                                                    "--ro-bind",
                                                    "/",
                                                    "/",
                                                    "true"),
                                            Duration.ofSeconds(30))
                                    .exitCode()
                            == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void unpackedIntoAnEmptyFolderItsEntryPointAnswersCalls() throws Exception {
        assumeTrue(worksHere(), "there is no bubblewrap that works");
        gateway.manage("PUT", "/secrets/image-key", "text/plain", "of the platform");
        gateway.deployed("image-hello", Gateway.example("hello"), "spec={\"secrets\": {\"KEY\": \"image-key\"}}");

        String digest = json("--layout", "image");

        JsonObject named = json(folder.resolve("image/index.json"))
                .getAsJsonArray("manifests")
                .get(0)
                .getAsJsonObject();
        assertThat(named.get("digest").getAsString()).isEqualTo(digest);
        JsonObject manifest = json(blob(named));
        JsonObject config = json(blob(manifest.getAsJsonObject("config")));
        Path root = unpacked(manifest);
        assertThat(Files.readString(root.resolve("opt/sluice/packages")))
                .containsPattern("(?m)^libc6 [0-9].* [0-9a-f]{64}$");
        assertThat(Files.isSymbolicLink(root.resolve("bin/sh"))).isTrue();
        ProgramRun without = ProgramRun.of(container(root, config), Duration.ofMinutes(1));
        assertThat(without.exitCode()).isEqualTo(64);
        assertThat(without.out())
                .contains("The function image-hello needs a secret: start the container with the variable KEY.");
        assertAnswersCalls(container(root, config, "KEY=of the container", "PORT=" + Gateway.freePort()));
    }

    private String json(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add("--json");
        return JsonParser.parseString(image(words.toArray(String[]::new)).out())
                .getAsJsonObject()
                .get("digest")
                .getAsString();
    }

    private void assertAnswersCalls(ProcessBuilder container) throws Exception {
        List<String> words = container.command();
        String port = words.get(words.indexOf("PORT") + 1);
        URI root = URI.create("http://127.0.0.1:" + port + "/");
        Path log = folder.resolve("container.log");
        Process process =
                container.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try (HttpClient http = HttpClient.newHttpClient()) {
            await("the container is ready").atMost(Duration.ofMinutes(2)).until(() -> {
                assertThat(process.isAlive()).as(() -> text(log)).isTrue();
                return status(http, root.resolve("/health/ready")) == 200;
            });
            assertThat(post(http, root).body()).isEqualTo("Hello, Ada!\n");
            assertThat(post(http, root.resolve("/functions")).body()).isEqualTo("Hello, Ada!\n");
            assertThat(status(http, root.resolve("/metrics"))).isEqualTo(401);
        } finally {
            process.destroy();
            assertThat(process.waitFor(Duration.ofMinutes(1))).isTrue();
        }
        assertThat(text(log)).doesNotContain("ERROR", "WARN", "of the container");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> post(HttpClient http, URI uri) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .POST(BodyPublishers.ofString("Ada"))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                BodyHandlers.ofString());
    }

    /** 0 while nobody answers. */
    private static int status(HttpClient http, URI uri) throws InterruptedException {
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
