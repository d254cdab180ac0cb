package dev.sluice.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.api.Digests;
import dev.sluice.cli.folder.TarWriter;
import dev.sluice.cli.image.RegistryDouble.Door;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images on their way to registries and back, on a base that is small. */
class PushTest {

    private static final String DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    private Path folder;

    @BeforeEach
    void deployed() throws IOException {
        platform.on(
                "GET /functions/hello",
                Answer.json(
                        200,
                        "{\"name\":\"hello\",\"version\":3,\"digest\":\"" + DIGEST + "\",\"runtime\":\"java25\"}"));
        write("home/catalog/functions/default/hello.yaml", "status:\n  live: 3\n  artifact: " + DIGEST + "\n");
        write("home/format", "3\n");
        write("home/artifacts/" + DIGEST.substring(7) + "/code.jar", "code");
        write("checkout/function-runtime/java/target/runtime/start", "start");
        write("checkout/gateway/target/quarkus-app/quarkus-run.jar", "gateway");
        base("base", FunctionImage.architecture(), "JAVA_HOME=/opt/java");
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
        Files.writeString(file, text);
    }

    private void base(String name, String architecture, String variable) throws IOException {
        Layout layout = Layout.create(folder.resolve(name));
        Layer layer =
                new LayerFiles().text("opt/java/release", "25", TarWriter.PLAIN).packInto(layout);
        JsonObject config = JsonParser.parseString("{\"architecture\":\"" + architecture
                        + "\",\"os\":\"linux\",\"config\":{\"Env\":[\"" + variable
                        + "\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + layer.diffId() + "\"]}}")
                .getAsJsonObject();
        JsonArray layers = new JsonArray();
        layers.add(layer.packed().json());
        JsonObject manifest = new JsonObject();
        manifest.addProperty("schemaVersion", 2);
        manifest.add("config", layout.add(config, Descriptor.CONFIG).json());
        manifest.add("layers", layers);
        layout.name(layout.add(manifest, Descriptor.MANIFEST), "1");
    }

    private CommandRun image(Map<String, String> more, String... arguments) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SLUICE_URL", platform.url(),
                "SLUICE_TOKEN", "t0ken",
                "SLUICE_ROOT", folder.resolve("checkout").toString(),
                "SLUICE_HOME", folder.resolve("home").toString(),
                "HOME", folder.resolve("user").toString()));
        environment.putAll(more);
        String[] all = new String[arguments.length + 2];
        all[0] = "image";
        all[1] = "hello";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return CommandRun.with(environment, Terminal.Look.PLAIN, "", all);
    }

    private CommandRun push(Map<String, String> more, String target) {
        return image(more, "--base", folder.resolve("base").toString(), "--push", target);
    }

    @Test
    void anImageThatIsPushedAndPulledAgainHasTheSameDigest() throws Exception {
        try (RegistryDouble registry = new RegistryDouble(Door.OPEN)) {
            String place = registry.host() + "/team/hello:1";

            CommandRun run = push(Map.of(), place);

            assertThat(run.exitCode()).as(run.err()).isZero();
            String digest = Digests.of(registry.manifests.getOrDefault("1", new byte[0]));
            assertThat(run.out()).contains("hello version 3 is the image " + digest);
            Layout pulled = Layout.create(folder.resolve("pulled"));
            try (Registry client = Registry.toPull(Reference.parse(place), Optional.empty())) {
                assertThat(client.pull(pulled).digest()).isEqualTo(digest);
            }
            for (Descriptor part : pulled.parts(new Descriptor(Descriptor.MANIFEST, digest, 0))) {
                assertThat(Digests.of(Files.readAllBytes(pulled.blob(part)))).isEqualTo(part.digest());
            }
        }
    }

    @Test
    void madeTwiceItIsTheSameAndWhatTheRegistryHasIsNotSentAgain() {
        try (RegistryDouble registry = new RegistryDouble(Door.OPEN)) {
            String first = push(Map.of(), registry.host() + "/team/hello:1").out();
            int blobs = registry.blobs.size();
            registry.asked.clear();

            CommandRun second = push(Map.of(), registry.host() + "/team/hello:2");

            assertThat(second.out()).isEqualTo(first);
            assertThat(registry.blobs).hasSize(blobs);
            assertThat(registry.asked).noneMatch(one -> one.startsWith("PUT") && one.contains("/blobs/"));
            assertThat(registry.manifests).containsKeys("1", "2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BASIC", "BEARER"})
    void credentialsComeFromVariablesAndAreNeverShown(String door) {
        try (RegistryDouble registry = new RegistryDouble(Door.valueOf(door))) {
            CommandRun run = push(
                    Map.of("SLUICE_REGISTRY_USER", "ann", "SLUICE_REGISTRY_PASSWORD", "s3cret"),
                    registry.host() + "/team/hello:1");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(registry.manifests).containsKey("1");
            assertThat(run.out() + run.err()).doesNotContain("s3cret");
        }
    }

    @Test
    void credentialsThatDockerLoginKeptAreFound() throws IOException {
        try (RegistryDouble registry = new RegistryDouble(Door.BEARER)) {
            String auth = Base64.getEncoder().encodeToString("ann:s3cret".getBytes(StandardCharsets.UTF_8));
            write("user/.docker/config.json", "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + auth + "\"}}}");

            CommandRun run = push(Map.of(), registry.host() + "/team/hello:1");

            assertThat(run.exitCode()).as(run.err()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BASIC", "BEARER"})
    void refusedCredentialsAreToldBeforeAnythingIsMadeWithoutThePassword(String door) {
        try (RegistryDouble registry = new RegistryDouble(Door.valueOf(door))) {
            CommandRun run = push(
                    Map.of("SLUICE_REGISTRY_USER", "ann", "SLUICE_REGISTRY_PASSWORD", "wr0ng"),
                    registry.host() + "/team/hello:1");

            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.err())
                    .contains("The registry " + registry.host()
                            + " does not let the user 'ann' push team/hello: log in with"
                            + " docker login, or set SLUICE_REGISTRY_USER and SLUICE_REGISTRY_PASSWORD.")
                    .doesNotContain("wr0ng", "Packing");
        }
    }

    @Test
    void aRegistryThatWantsCredentialsFromWhoeverHasNoneIsToldSo() {
        try (RegistryDouble registry = new RegistryDouble(Door.BASIC)) {
            CommandRun run = push(Map.of(), registry.host() + "/team/hello:1");

            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.err()).contains("does not let anybody without credentials push team/hello");
        }
    }

    @Test
    void aRegistryOutOfReachIsToldBeforeAnythingIsMade() throws IOException {
        int nobodys;
        try (ServerSocket taken = new ServerSocket(0)) {
            nobodys = taken.getLocalPort();
        }

        CommandRun run = push(Map.of(), "127.0.0.1:" + nobodys + "/team/hello:1");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .contains("The registry cannot be reached at 127.0.0.1:" + nobodys + ": ")
                .doesNotContain("Packing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello:1", "team/hello", "registry.example.org/Team/hello", "registry.example.org/"})
    void whatNamesNoRegistryIsTold(String target) {
        CommandRun run = push(Map.of(), target);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("'" + target
                        + "' names no image in a registry: write it as in registry.example.org/team/hello:1.");
    }

    @Test
    void anImageOfARegistryIsABaseToo() throws Exception {
        try (RegistryDouble registry = new RegistryDouble(Door.OPEN)) {
            Layout base = new Layout(folder.resolve("base"));
            Descriptor manifest = Descriptor.of(base.index().docs("manifests").getFirst());
            String place = registry.host() + "/bases/java:25";
            try (Registry client = Registry.toPush(Reference.parse(place), Optional.empty())) {
                client.push(base, manifest);
            }

            CommandRun run = image(
                    Map.of(),
                    "--base",
                    place,
                    "--layout",
                    folder.resolve("image").toString());

            assertThat(run.exitCode()).as(run.err()).isZero();
            Layout image = new Layout(folder.resolve("image"));
            List<Descriptor> parts =
                    image.parts(Descriptor.of(image.index().docs("manifests").getFirst()));
            assertThat(parts).contains(base.parts(manifest).getLast());
            assertThat(image.document(parts.getFirst()).doc("config").texts("Env"))
                    .containsExactly("JAVA_HOME=/opt/java", "SLUICE_ROOT_FUNCTION=hello");
        }
    }

    @Test
    void aBaseThatTheRegistryDoesNotHaveIsTold() {
        try (RegistryDouble registry = new RegistryDouble(Door.OPEN)) {
            CommandRun run = image(
                    Map.of(),
                    "--base",
                    registry.host() + "/bases/java:25",
                    "--layout",
                    folder.resolve("image").toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("There is no " + registry.host() + "/bases/java:25 in the registry.");
            assertThat(folder.resolve("image")).doesNotExist();
        }
    }

    @Test
    void aBaseForAnotherProcessorOrWithoutAJdkIsTold() throws IOException {
        base("other", "riscv64", "JAVA_HOME=/opt/java");
        base("empty", FunctionImage.architecture(), "A=b");
        String target = folder.resolve("image").toString();

        assertThat(image(Map.of(), "--base", folder.resolve("other").toString(), "--layout", target)
                        .err())
                .contains("The base " + folder.resolve("other") + " is for linux/riscv64 and not for linux/"
                        + FunctionImage.architecture() + ".");
        assertThat(image(Map.of(), "--base", folder.resolve("empty").toString(), "--layout", target)
                        .err())
                .contains("The base " + folder.resolve("empty") + " sets no JAVA_HOME: it must have a JDK 25, a shell");
    }

    @Test
    void theTarIsALayoutAndWhatDockerLoads() throws Exception {
        Path tar = folder.resolve("hello.tar");

        CommandRun run = image(Map.of(), "--base", folder.resolve("base").toString(), "--tar", tar.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        Finished.of(List.of("tar", "-xf", tar.toString(), "-C", unpacked.toString()), Duration.ofMinutes(1));
        assertThat(Layout.isAt(unpacked)).isTrue();
        JsonObject docker = JsonParser.parseString(Files.readString(unpacked.resolve("manifest.json")))
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject();
        assertThat(docker.get("RepoTags").toString()).isEqualTo("[\"hello:3\"]");
        assertThat(unpacked.resolve(docker.get("Config").getAsString())).isRegularFile();
        assertThat(docker.getAsJsonArray("Layers"))
                .hasSize(3)
                .allSatisfy(layer ->
                        assertThat(unpacked.resolve(layer.getAsString())).isRegularFile());
    }
}
