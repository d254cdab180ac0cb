package dev.sluice.cli.demo;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Problem;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Multipart;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.start.GatewaySettings;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.time.Duration;

/** Shows a call that runs later: it cannot succeed, is kept as a dead letter, and is tried anew when its function takes it. */
final class LaterTour {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Terminal terminal;
    private final Platform platform;
    private final String url;

    LaterTour(Terminal terminal, GatewaySettings settings) {
        this.terminal = terminal;
        this.platform = settings.platform();
        this.url = settings.url().toString();
    }

    void show(String function, DemoExample.Later later) throws IOException {
        terminal.print(terminal.bold(function + ", later")
                + ": a call that nobody waits for. The first one starts Kafka, which takes some seconds.");
        String id = put(function, later.text());
        tell(id);
        command("curl -X PUT -F " + Curl.quoted("spec=" + later.mend()) + token() + " " + url + "/functions/"
                + function);
        Doc version = platform.read(mended(function, later.mend()));
        answer("version " + version.text("version") + " is live, and takes it");
        command("curl -X POST" + token() + " " + url + "/dead-letters/" + id + "/redrive");
        answer(platform.text(Request.of("POST", "/dead-letters/" + id + "/redrive", Body.NONE)));
        tell(id);
        terminal.print("");
    }

    /** The id of the call, which Kafka has by then. */
    private String put(String function, String text) throws IOException {
        command("curl -H 'Content-Type: application/json' -d " + Curl.quoted(text) + " " + url + "/async-function/"
                + function);
        long started = System.nanoTime();
        Response answer = platform.call(Request.of("POST", "/async-function/" + function, Body.of(text))
                        .with("Content-Type", "application/json")
                        .waiting(PATIENCE))
                .complete();
        if (answer.status() != 202) {
            throw new ProblemException(Problem.read(answer));
        }
        String id = answer.header("X-Call-Id").orElse("");
        answer("202, kept as " + id + " after " + Units.millis((System.nanoTime() - started) / 1e6));
        return id;
    }

    private void tell(String id) {
        String path = "/invocations/" + id + "?wait=" + PATIENCE.toSeconds() + "s";
        command("curl" + token() + " '" + url + path + "'");
        Doc call = platform.read(Request.get(path).waiting(PATIENCE.multipliedBy(2)));
        Doc ended = call.doc("answer");
        answer(call.text("state")
                + (call.text("error").isEmpty() ? "" : ": " + call.text("error"))
                + (ended.text("text").isEmpty() ? "" : ": " + ended.text("text")));
    }

    private static Request mended(String function, String spec) {
        Multipart parts = new Multipart();
        parts.field("spec", spec);
        return Request.of("PUT", "/functions/" + function, parts.body()).with("Content-Type", parts.contentType());
    }

    private static String token() {
        return " -H \"Authorization: Bearer $TOKEN\"";
    }

    private void command(String line) {
        terminal.print(terminal.dim("  $ ") + line);
    }

    private void answer(String line) {
        terminal.print("    " + line.strip());
    }
}
