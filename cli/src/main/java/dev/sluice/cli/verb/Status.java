package dev.sluice.cli.verb;

import com.google.gson.JsonObject;
import dev.sluice.cli.api.BrokerLine;
import dev.sluice.cli.api.Context;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Whether the platform that commands go to is there, and ready. */
@Command(
        name = "status",
        description =
                "Shows which platform commands go to, and whether it is ready: exit code 1 if not, 3 if it is not there.")
public final class Status implements Callable<Integer> {

    private static final int READY = 200;

    private final Session session;

    public Status(Session session) {
        this.session = session;
    }

    /** What a platform says of its health. */
    private record Health(boolean ready, Doc answer) {

        static Health of(Platform platform) throws IOException {
            try (Response response = platform.call(Request.get("/health/ready"))) {
                return new Health(response.status() == READY, Doc.parse(response.text()));
            } catch (IllegalArgumentException e) {
                return new Health(false, Doc.empty());
            }
        }

        /** The checks that fail, with commas. */
        String down() {
            return answer.docs("checks").stream()
                    .filter(check -> check.text("status").equals("DOWN"))
                    .map(check -> check.text("name"))
                    .collect(Collectors.joining(", "));
        }
    }

    @Override
    public Integer call() throws IOException {
        Platform platform = session.platform();
        String context = session.endpoint().context().map(Context::name).orElse("");
        Doc version = platform.read(Request.get("/version"));
        Health health = Health.of(platform);
        if (session.json()) {
            JsonObject told = new JsonObject();
            told.addProperty("url", platform.url().toString());
            told.addProperty("context", context);
            told.addProperty("version", version.text("version"));
            told.addProperty("ready", health.ready());
            told.add("health", health.answer().json());
            session.print(told.toString());
        } else {
            show(platform, context, version, health);
        }
        return health.ready() ? Exit.OK : Exit.FAILED;
    }

    private void show(Platform platform, String context, Doc version, Health health) {
        Terminal terminal = session.terminal();
        String down = health.down();
        session.print(terminal.bold("Sluice " + Terminal.harmless(version.text("version"))) + " at "
                + terminal.bold(platform.url().toString()) + " is "
                + (health.ready()
                        ? terminal.green("ready")
                        : terminal.red("not ready") + (down.isEmpty() ? "" : ": " + Terminal.harmless(down))));
        if (!context.isEmpty()) {
            session.print("  context " + context);
        }
        if (!platform.namespace().isEmpty()) {
            session.print("  namespace " + platform.namespace());
        }
        Doc pool = platform.read(Request.get("/pool"));
        List<Doc> functions = pool.docs("functions");
        session.print("  "
                + Units.counted(
                        functions.stream()
                                .mapToLong(
                                        function -> function.docs("instances").size())
                                .sum(),
                        "instance",
                        "instances")
                + " of " + Units.counted(functions.size(), "function", "functions"));
        String broker = BrokerLine.of(pool);
        if (!broker.isEmpty()) {
            session.print("  " + Terminal.harmless(broker));
        }
    }
}
