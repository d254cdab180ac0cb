package dev.sluice.cli.verb;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says which versions of the command and of the platform run. */
@Command(name = "version", description = "Says which versions of the command and of the platform run.")
public final class Version implements Callable<Integer> {

    private final Session session;

    public Version(Session session) {
        this.session = session;
    }

    /** The version of this command. */
    public static String ofCommand() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("unpacked");
    }

    @Override
    public Integer call() {
        Optional<Doc> platform = platform();
        if (session.json()) {
            JsonObject answer = new JsonObject();
            JsonObject command = new JsonObject();
            command.addProperty("version", ofCommand());
            command.addProperty("java", Runtime.version().toString());
            answer.add("command", command);
            answer.add(
                    "platform",
                    platform.map(doc -> (com.google.gson.JsonElement) doc.json())
                            .orElse(JsonNull.INSTANCE));
            session.print(answer.toString());
            return Exit.OK;
        }
        session.print("command   " + ofCommand() + "  Java " + Runtime.version());
        session.print("platform  "
                + platform.map(doc -> doc.text("version") + "  Java " + doc.text("java") + "  " + doc.text("os")
                                + "  at " + session.platform().url())
                        .orElse("not running at " + session.platform().url()));
        return Exit.OK;
    }

    private Optional<Doc> platform() {
        try {
            return Optional.of(session.platform().read(Request.get("/version")));
        } catch (CommandException e) {
            if (e.exitCode() == Exit.UNREACHABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
