package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls beside one that cannot be interrupted. */
@ExtendWith(SharedGateway.class)
class NeighboursTest {

    private static final String NODE = """
            export default async function (request) {
              if (request.method === 'GET') {
                return 'hello';
              }
              if (await request.text() === 'hold') {
                for (;;) {}
              }
              return 'done';
            }
            """;

    private static final String PYTHON_LOOP = """
            import time

            async def handler(request, context):
                if request.method == "GET":
                    return "hello"
                if await request.text() == "hold":
                    time.sleep(600)
                return "done"
            """;

    /** A lock that is waited for lets others run. */
    private static final String PYTHON_THREADS = """
            import threading, time

            held = threading.Lock()
            held.acquire()

            def handler(request, context):
                if request.path == "/hold":
                    while True:
                        try:
                            held.acquire()
                        except BaseException:
                            pass
                time.sleep(5)
                return "done"
            """;

    @TempDir
    private Path folder;

    private void deployed(Gateway gateway, String name, String file, String code, String... fields) throws Exception {
        gateway.deployed(name, Files.writeString(folder.resolve(file), code), fields);
    }

    private static CompletableFuture<HttpResponse<String>> holding(Gateway gateway, String name) {
        var holder = CompletableFuture.supplyAsync(() -> gateway.post("/function/" + name, "hold"));
        running(gateway, name);
        return holder;
    }

    private static void running(Gateway gateway, String name) {
        await().until(() -> gateway.describe(name).toString().contains("\"inFlight\":1"));
    }

    private static CompletableFuture<Void> endsTheOthers(Gateway gateway, String name) {
        String path = "/function/" + name;
        var holder = holding(gateway, name);
        var changing = CompletableFuture.supplyAsync(() -> gateway.post(path, "change"));
        var reading = CompletableFuture.supplyAsync(() -> gateway.get(path));
        return CompletableFuture.allOf(holder, changing, reading).thenRun(() -> {
            assertThat(Gateway.json(holder.join()).get("reason").getAsString()).isEqualTo("timed_out");
            assertThat(changing.join().statusCode())
                    .as(name + ": " + changing.join().body())
                    .isEqualTo(503);
            assertThat(Gateway.json(changing.join()).get("reason").getAsString())
                    .isEqualTo("neighbour_timed_out");
            assertThat(reading.join().body()).isEqualTo("hello");
        });
    }

    @Test
    void aLoopThatIsBlockedEndsTheCallsBesideAndThoseThatMayBeMadeTwiceAre(Gateway gateway) throws Exception {
        assumeTrue(gateway.has("node20"), "there is no node20 here");
        deployed(gateway, "node-held", "held.mjs", NODE, "runtime=node20", "timeout=6s", "maxInstances=1");
        deployed(gateway, "python-held", "held.py", PYTHON_LOOP, "timeout=6s", "maxInstances=1");

        var node = endsTheOthers(gateway, "node-held");
        endsTheOthers(gateway, "python-held").join();
        node.join();
    }

    /** Calls of the background have a time limit of their own, so this one has time left when that of the other is up. */
    @Test
    void callsOnOtherThreadsEndFirst(Gateway gateway) throws Exception {
        String[] fields = {"timeout=2s", "maxInstances=1", "concurrency=4", "spec=async: {timeout: 10m}"};
        deployed(gateway, "python-threads", "threads.py", PYTHON_THREADS, fields);
        var beside = gateway.http()
                .sendAsync(
                        HttpRequest.newBuilder(gateway.uri("/function/python-threads"))
                                .header("Priority", "u=7")
                                .GET()
                                .build(),
                        BodyHandlers.ofString());
        running(gateway, "python-threads");

        HttpResponse<String> held = gateway.post("/function/python-threads/hold", "");

        assertThat(Gateway.json(held).get("reason").getAsString()).isEqualTo("timed_out");
        assertThat(beside.join().body()).isEqualTo("done");
    }
}
