package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a folder depends on is got by pip, from wheels of the test's own. Skipped where there is no Python, or none with pip. */
@ExtendWith(SharedGateway.class)
class PythonBuildsTest {

    private static final String MAIN =
            "import odd\n\n\ndef handler(request, context):\n    return str(odd.is_odd(7))\n";

    private static final String WHEEL = "odd-1.0-py3-none-any.whl";

    private final Gateway gateway;

    @TempDir
    private Path folder;

    PythonBuildsTest(Gateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void aWheelLiesInTheFolder() throws IOException {
        assumeTrue(gateway.runs("python"), "there is no Python here");
        write("main.py", MAIN);
        String info = "odd-1.0.dist-info/";
        String none = info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "RECORD,,\nodd.py,,\n";
        byte[] wheel = Archives.zip(Map.of(
                "odd.py",
                bytes("def is_odd(n):\n    return n % 2 == 1\n"),
                info + "METADATA",
                bytes("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n"),
                info + "WHEEL",
                bytes("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
                info + "RECORD",
                bytes(none)));
        Files.createDirectories(folder.resolve("app/wheels"));
        Files.write(folder.resolve("app/wheels/" + WHEEL), wheel);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void write(String name, String text) throws IOException {
        Archives.file(folder.resolve("app").resolve(name), text);
    }

    private Path packed() throws Exception {
        return Archives.tar(folder, "app.tar.gz", "app");
    }

    private static void assumePip(HttpResponse<String> answer) {
        assumeTrue(!answer.body().contains("has no pip"), "the Python here has no pip");
    }

    @Test
    void whatRequirementsNameIsInstalledAndTheOldVersionServesOnWhereTheyCannotBeHad() throws Exception {
        write("requirements.txt", "--no-index\n--find-links wheels\nodd==1.0\n");
        HttpResponse<String> answer = gateway.deploy("python-odd", packed());
        assumePip(answer);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        assertThat(gateway.post("/function/python-odd", "").body()).isEqualTo("True");

        assertThat(gateway.manage("GET", "/functions/python-odd/versions/live/build-log")
                        .body())
                .contains("odd-1.0");
        assertThat(gateway.manage("GET", "/functions/python-odd/versions/7/build-log")
                        .body())
                .contains("no_such_version", "'python-odd' has no version '7' that is kept");

        write("requirements.txt", "--no-index\n--find-links wheels\nodd==9.9\n");
        HttpResponse<String> refused = gateway.deploy("python-odd", packed());

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("build_failed", "The dependency odd==9.9 has no such version", "there are 1.0");
        assertThat(gateway.post("/function/python-odd", "").body()).isEqualTo("True");
    }

    @Test
    void aLockDecidesWhatIsInstalledAndHasToFitTheProject() throws Exception {
        byte[] wheel = Files.readAllBytes(folder.resolve("app/wheels/" + WHEEL));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wheel));
        write("pyproject.toml", "[project]\nname = 'app'\ndependencies = ['odd']\n");
        write("uv.lock", """
                version = 1
                revision = 3
                requires-python = ">=3.9"
                [[package]]
                name = "app"
                source = { virtual = "." }
                dependencies = [{ name = "odd" }]
                [package.metadata]
                requires-dist = [{ name = "odd", path = "wheels/%1$s" }]
                [[package]]
                name = "odd"
                version = "1.0"
                source = { path = "wheels/%1$s" }
                wheels = [{ filename = "%1$s", hash = "sha256:%2$s" }]
                """.formatted(WHEEL, digest));
        HttpResponse<String> answer = gateway.deploy("python-locked", packed());
        assumePip(answer);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        assertThat(gateway.post("/function/python-locked", "").body()).isEqualTo("True");

        write("pyproject.toml", "[project]\nname = 'app'\ndependencies = ['odd', 'even>=2']\n");
        assertThat(gateway.deploy("python-locked", packed()).body())
                .contains("build_failed", "asks for even>=2, of which uv.lock was not made: make it anew");
        assertThat(gateway.post("/function/python-locked", "").body()).isEqualTo("True");
    }

    /** With the registry of whoever runs the tests. */
    @Test
    void aPackageOfARegistryIsTheOneThatIsLocked() throws Exception {
        write("main.py", "import idna\n\n\ndef handler(request, context):\n    return idna.__version__\n");
        write("pylock.toml", """
                lock-version = "1.0"
                created-by = "test"
                [[packages]]
                name = "idna"
                version = "3.10"
                [[packages.wheels]]
                url = "https://nowhere.invalid/idna-3.10-py3-none-any.whl"
                hashes = { sha256 = "946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3" }
                """);

        HttpResponse<String> answer = gateway.deploy("python-idna", packed());

        assumePip(answer);
        assumeTrue(!answer.body().contains("cannot be reached"), "no registry of Python packages can be reached");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        assertThat(gateway.post("/function/python-idna", "").body()).isEqualTo("3.10");
    }

    @Test
    void aPrivateIndexIsReachedWithASecretThatOnlyTheBuildSees() throws Exception {
        byte[] wheel = Files.readAllBytes(folder.resolve("app/wheels/" + WHEEL));
        String allowed = "Basic " + Base64.getEncoder().encodeToString(bytes("ada:correct-horse"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean good = allowed.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = exchange.getRequestURI().getPath().endsWith(".whl")
                    ? wheel
                    : bytes("<a href=\"/" + WHEEL + "\">" + WHEEL + "</a>");
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(good ? 200 : 401, good ? body.length : -1);
            if (good) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        try {
            write("requirements.txt", "odd==1.0\n");
            write(
                    "main.py",
                    MAIN.replace("import odd", "import os\nimport odd\nassert 'PIP_INDEX_URL' not in os.environ"));
            String spec = "spec=build: {secrets: {PIP_INDEX_URL: index}}";
            assertThat(gateway.deploy("python-private", packed(), spec).body())
                    .contains("build.secrets.PIP_INDEX_URL", "there is no secret 'index'");
            String address =
                    "http://ada:correct-horse@127.0.0.1:" + server.getAddress().getPort() + "/simple";
            assertThat(gateway.manage("PUT", "/secrets/index", "text/plain", address)
                            .statusCode())
                    .isEqualTo(204);

            HttpResponse<String> answer = gateway.deploy("python-private", packed(), spec);

            assumePip(answer);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
            assertThat(gateway.post("/function/python-private", "").body()).isEqualTo("True");
            assertThat(gateway.manage("GET", "/functions/python-private/versions/live/build-log")
                            .body())
                    .contains("odd-1.0")
                    .doesNotContain("horse");
            assertThat(gateway.manage("DELETE", "/secrets/index").body()).contains("secret_in_use");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aFileSaysInACommentWhatItNeeds() throws Exception {
        byte[] wheel = Files.readAllBytes(folder.resolve("app/wheels/" + WHEEL));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, wheel.length);
            exchange.getResponseBody().write(wheel);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + WHEEL;
            String comment = "# /// script\n# dependencies = [\"odd @ " + address + "\"]\n# ///\n";
            Path file = Files.writeString(folder.resolve("alone.py"), comment + MAIN);

            HttpResponse<String> answer = gateway.deploy("python-comment", file);

            assumePip(answer);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
            assertThat(gateway.post("/function/python-comment", "").body()).isEqualTo("True");
        } finally {
            server.stop(0);
        }
    }
}
