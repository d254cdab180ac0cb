package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** workerd with one worker that answers a text. */
public final class Workerd {

    private Workerd() {}

    /** Starts one, and ends it: milliseconds from its spawn to the end of its first answer. */
    public static double firstAnswerMillis(Peers peers, Path work) throws IOException {
        int port = Program.freePort();
        Path configuration = work.resolve("workerd.capnp");
        Files.writeString(configuration, """
            using Workerd = import "/workerd/workerd.capnp";
            const config :Workerd.Config = (
              services = [(name = "main", worker = .hello)],
              sockets = [(name = "http", address = "127.0.0.1:%d", http = (), service = "main")]
            );
            const hello :Workerd.Worker = (
              serviceWorkerScript = "addEventListener('fetch', event => event.respondWith(new Response('hello')));",
              compatibilityDate = "2024-01-01"
            );
            """.formatted(port));
        try (Program program = Program.start(
                work.resolve("workerd.log"),
                Map.of(),
                List.of(peers.workerd().toString(), "serve", configuration.toString()))) {
            return program.awaitAnswer(port, "/", Duration.ofSeconds(10));
        }
    }
}
