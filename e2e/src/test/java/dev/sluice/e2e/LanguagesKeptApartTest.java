package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runners of other languages than Java where they are kept apart: in sandboxes without a network, and at the other end of TLS. */
class LanguagesKeptApartTest {

    private static final String NODE = """
            import { writeFileSync } from 'node:fs';

            export default async function (request) {
              const { pathname } = new URL(request.url);
              if (pathname === '/exit') {
                process.exit(7);
              }
              if (pathname === '/echo') {
                return new Response(request.body);
              }
              console.log('hello from node');
              writeFileSync(`${process.env.HOME}/new.txt`, 'x');
              try {
                writeFileSync('new.txt', 'x');
                return 'open';
              } catch (e) {
                return e.code;
              }
            }
            """;

    @TempDir
    private Path folder;

    /** Where runners are. */
    enum Place {
        SANDBOX(
                Map.of("sluice.provider", "sandbox", "sluice.sandbox.network", "none", Gateway.TRANSPORT, "socket"),
                List.of("EROFS")),
        /** Plain processes, of which those of root may write anywhere. */
        TLS(Map.of(Gateway.TRANSPORT, "tls"), List.of("EACCES", "open"));

        private final Map<String, String> settings;
        private final List<String> answers;

        /** {@code answers}: what comes of writing where the code lies. */
        Place(Map<String, String> settings, List<String> answers) {
            this.settings = settings;
            this.answers = answers;
        }

        boolean isThere() throws IOException, InterruptedException {
            return this != SANDBOX
                    || (Files.exists(Path.of("/usr/bin/bwrap"))
                            && new ProcessBuilder(
                                                    "/usr/bin/bwrap",
                                                    "--unshare-user",
                                                    "--unshare-net",
                                                    "--ro-bind",
                                                    "/",
                                                    "/",
                                                    "true")
                                            .start()
                                            .waitFor()
                                    == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void functionsAreCalledAndEndAsAnywhere(Place place) throws Exception {
        assumeTrue(place.isThere(), "there is no bubblewrap that works");
        try (Gateway gateway = Gateway.start(folder.resolve("home"), place.settings)) {
            gateway.deployed("listens", ListeningProgram.zipped(folder, "bootstrap"), "runtime=http", "errors=full");
            assertThat(gateway.get("/function/listens/?Ada").body()).startsWith("Hello, Ada!");
            isCalledAndEndsAsAnywhere(gateway, "listens", "greeting Ada");
            if (gateway.runs("node")) {
                gateway.deployed("file", Files.writeString(folder.resolve("file.mjs"), NODE), "errors=full");
                assertThat(gateway.get("/function/file/").body()).isIn(place.answers);
                isCalledAndEndsAsAnywhere(gateway, "file", "hello from node");
            }
            gateway.log().assertQuiet();
        }
    }

    private static void isCalledAndEndsAsAnywhere(Gateway gateway, String name, String line) {
        byte[] body = new byte[300_000];

        HttpResponse<String> echoed = gateway.send(HttpRequest.newBuilder(gateway.uri("/function/" + name + "/echo"))
                .POST(BodyPublishers.ofByteArray(body))
                .build());
        HttpResponse<String> exited = gateway.get("/function/" + name + "/exit");

        assertThat(echoed.body()).hasSize(body.length);
        assertThat(exited.statusCode()).as(exited.body()).isGreaterThanOrEqualTo(500);
        assertThat(exited.body()).contains("7");
        await().untilAsserted(() -> assertThat(
                        gateway.post("/function/" + name + "/echo", "again").body())
                .isEqualTo("again"));
        await().untilAsserted(() -> assertThat(
                        gateway.manage("GET", "/functions/" + name + "/logs").body())
                .containsPattern("\"source\":\"stdout\".*" + line));
    }
}
