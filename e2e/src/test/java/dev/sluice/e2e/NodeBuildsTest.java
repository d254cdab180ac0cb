package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a folder depends on is got by npm, from a registry of the test's own. Skipped where there is no Node or no npm. */
@ExtendWith(SharedGateway.class)
class NodeBuildsTest {

    private final Gateway gateway;
    private final Map<String, byte[]> served = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    private HttpServer registry;
    private String address;

    NodeBuildsTest(Gateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void start() throws IOException {
        assumeTrue(gateway.runs("node"), "there is no Node.js here");
        assumeTrue(ProgramRun.isOnPath("npm"), "there is no npm here");
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = "http://127.0.0.1:" + registry.getAddress().getPort() + "/";
        registry.createContext("/", exchange -> {
            byte[] answer = served.get(exchange.getRequestURI().getPath());
            byte[] body = answer == null ? "{\"error\":\"Not found\"}".getBytes(StandardCharsets.UTF_8) : answer;
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        registry.start();
        write("app/.npmrc", "registry=" + address + "\n");
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.stop(0);
        }
    }

    @Test
    void whatTheLockNamesIsInstalledOnceAndChangedCodeFindsItAgain() throws Exception {
        String integrity = publish("odd", "1.0.0", "", "module.exports = (n) => n % 2 === 1;");
        lock("odd", "1.0.0", integrity, "");
        write(
                "app/index.mjs",
                "import odd from 'odd'; export default async (r) => String(odd(Number(await r.text())));");

        gateway.deployed("node-odd", packed());
        assertThat(gateway.post("/function/node-odd", "7").body()).isEqualTo("true");
        assertThat(gateway.built("node-odd")).startsWith("npm ci, by package-lock.json, in ");

        write(
                "app/index.mjs",
                "import odd from 'odd'; export default async (r) => String(!odd(Number(await r.text())));");
        gateway.deployed("node-odd", packed());
        assertThat(gateway.post("/function/node-odd", "7").body()).isEqualTo("false");
        assertThat(gateway.built("node-odd")).isEqualTo("npm ci, by package-lock.json, as it was before");
    }

    @Test
    void aDependencyThatDoesNotExistIsNamedAndTheOldVersionServesOn() throws Exception {
        write("app/index.mjs", "export default () => 'old';");
        gateway.deployed("node-missing", packed());

        write("app/package.json", "{\"dependencies\": {\"surely-not-there\": \"^1.0.0\"}}");
        HttpResponse<String> refused = gateway.deploy("node-missing", packed());

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("build_failed", "The dependency surely-not-there@^1.0.0 does not exist");
        assertThat(gateway.post("/function/node-missing", "").body()).isEqualTo("old");
    }

    @Test
    void aVersionThatDoesNotExistAndALockThatDoesNotFitAreNamed() throws Exception {
        String integrity = publish("odd", "1.0.0", "", "module.exports = 1;");
        write("app/index.mjs", "export default () => 1;");
        write("app/package.json", "{\"dependencies\": {\"odd\": \"9.9.9\"}}");
        assertThat(gateway.deploy("node-refused", packed()).body())
                .contains("The dependency odd@9.9.9 has no such version");

        publish("even", "1.0.0", "", "module.exports = 2;");
        lock("odd", "1.0.0", integrity, "");
        write("app/package.json", "{\"dependencies\": {\"odd\": \"1.0.0\", \"even\": \"1.0.0\"}}");
        assertThat(gateway.deploy("node-refused", packed()).body())
                .contains("do not fit: Missing: even@1.0.0 from lock file");
    }

    @Test
    void aPackageForAnotherNodeIsToldAsAWarning() throws Exception {
        String engines = ", \"engines\": {\"node\": \">=99\"}";
        publish("odd", "1.0.0", engines, "module.exports = 1;");
        write("app/index.mjs", "export default () => 1;");
        write("app/package.json", "{\"dependencies\": {\"odd\": \"1.0.0\"}}");

        assertThat(gateway.deployed("node-newer", packed())
                        .getAsJsonArray("warnings")
                        .toString())
                .contains("the package odd@1.0.0 asks for Node ", "99, and this is ");
    }

    @Test
    void aRegistryOutOfReachIsSaid() throws Exception {
        registry.stop(0);
        write("app/index.mjs", "export default () => 1;");
        write("app/package.json", "{\"dependencies\": {\"odd\": \"1.0.0\"}}");

        assertThat(gateway.deploy("node-unreached", packed()).body())
                .contains("The registry of packages cannot be reached (ECONNREFUSED at " + address + "odd)");
    }

    @Test
    void installScriptsRunOnlyByLeaveOfTheSpec() throws Exception {
        String script = ", \"scripts\": {\"install\": \"echo yes >made.txt\"}";
        String code = "module.exports = () => require('fs').existsSync(__dirname + '/made.txt');";
        lock("maker", "1.0.0", publish("maker", "1.0.0", script, code), ", \"hasInstallScript\": true");
        write("app/index.mjs", "import made from 'maker'; export default () => String(made());");

        JsonObject without = gateway.deployed("node-scripts", packed());
        assertThat(without.getAsJsonArray("warnings").toString())
                .contains("the install scripts of maker were left out");
        assertThat(gateway.post("/function/node-scripts", "").body()).isEqualTo("false");

        gateway.deployed("node-scripts", packed(), "spec=build: {installScripts: [maker]}");
        assertThat(gateway.post("/function/node-scripts", "").body()).isEqualTo("true");
    }

    /** Puts a package into the registry; answers its integrity, as locks have it. */
    private String publish(String name, String version, String more, String code) throws Exception {
        write(
                name + "/package/package.json",
                "{\"name\": \"" + name + "\", \"version\": \"" + version + "\"" + more + "}");
        write(name + "/package/index.js", code);
        Path archive = Archives.tar(folder, name + ".tgz", "-C", name, "package");
        byte[] bytes = Files.readAllBytes(archive);
        String integrity = "sha512-"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
        served.put("/" + name + "/-/" + name + "-" + version + ".tgz", bytes);
        served.put("/" + name, """
                {"name": "%1$s", "dist-tags": {"latest": "%2$s"}, "versions": {"%2$s": {"name": "%1$s", "version": "%2$s",
                 "dist": {"tarball": "%3$s", "integrity": "%4$s"}%5$s}}}""".formatted(name, version, tarball(name, version), integrity, more)
                .getBytes(StandardCharsets.UTF_8));
        return integrity;
    }

    private String tarball(String name, String version) {
        return address + name + "/-/" + name + "-" + version + ".tgz";
    }

    private void lock(String name, String version, String integrity, String more) throws IOException {
        String wanted = "{\"" + name + "\": \"" + version + "\"}";
        write("app/package.json", "{\"dependencies\": " + wanted + "}");
        write("app/package-lock.json", """
                {"lockfileVersion": 3, "packages": {"": {"dependencies": %s}, "node_modules/%s": {"version": "%s",
                 "resolved": "%s", "integrity": "%s"%s}}}""".formatted(wanted, name, version, tarball(name, version), integrity, more));
    }

    private void write(String name, String text) throws IOException {
        Archives.file(folder.resolve(name), text);
    }

    private Path packed() throws Exception {
        return Archives.tar(folder, "app.tar.gz", "app");
    }
}
