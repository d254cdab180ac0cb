package dev.sluice.cli.verb;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Pages;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, pauses and resumes triggers, and has them go on elsewhere. */
@Command(
        name = "triggers",
        synopsisSubcommandLabel = "(list | pause | resume | run | seek)",
        description = "Lists triggers, pauses them, resumes them, and sets them to other places of their topics.")
public final class Triggers {

    private final Session session;

    public Triggers(Session session) {
        this.session = session;
    }

    @Command(
            name = "list",
            aliases = "ls",
            description = "Lists triggers: what each calls, how it stands, and the function in whose spec it is.")
    int list() {
        List<Doc> triggers = new Pages("/triggers", List.of()).of(session.platform(), "triggers");
        if (session.json()) {
            JsonArray all = new JsonArray();
            triggers.forEach(trigger -> all.add(trigger.json()));
            JsonObject answer = new JsonObject();
            answer.add("triggers", all);
            session.print(answer.toString());
        } else if (triggers.isEmpty()) {
            session.print("No trigger yet. Declare one: ./sluice apply -f TRIGGER.yaml");
        } else {
            Table table = new Table("NAME", "FUNCTION", "SOURCE", "STATE", "BELONGS TO");
            triggers.forEach(trigger -> table.row(
                    trigger.text("name"),
                    trigger.text("function"),
                    trigger.text("source"),
                    trigger.text("state"),
                    trigger.text("belongsTo")));
            table.print(session.terminal());
        }
        return Exit.OK;
    }

    @Command(
            name = "pause",
            description = "Begins nothing more; what comes meanwhile waits. Sets 'paused' in its spec.")
    int pause(@Parameters(paramLabel = "NAME", description = "The trigger.") String name) {
        return told(name, "pause", "Trigger " + name + " is paused; what comes meanwhile waits.");
    }

    @Command(name = "resume", description = "Goes on with what waits.")
    int resume(@Parameters(paramLabel = "NAME", description = "The trigger.") String name) {
        return told(name, "resume", "Trigger " + name + " is resumed.");
    }

    @Command(
            name = "run",
            description = "Runs a schedule once, now, also one that is paused. Its event says that it is by hand.")
    int run(@Parameters(paramLabel = "NAME", description = "The trigger, which has a schedule.") String name) {
        String text = session.platform().text(Request.of("POST", path(name) + "/run", Body.NONE));
        session.print(
                session.json()
                        ? text.strip()
                        : "Trigger " + name + " runs now, as the call "
                                + Doc.parse(text).text("invocation") + ".");
        return Exit.OK;
    }

    private int told(String name, String what, String sentence) {
        String text = session.platform().text(Request.of("POST", path(name) + "/" + what, Body.NONE));
        session.print(session.json() ? text.strip() : sentence);
        return Exit.OK;
    }

    @Command(
            name = "seek",
            description =
                    "Goes on elsewhere in its topics: what lies before is passed over, what lies behind runs, also again.")
    int seek(
            @Parameters(paramLabel = "NAME", description = "The trigger.") String name,
            @Option(
                            names = "--to",
                            required = true,
                            paramLabel = "PLACE",
                            description =
                                    "earliest, latest, a time as in 2026-11-28T09:00:00Z, or one place as in orders/0@17.")
                    String to) {
        String target = path(name) + "/seek?to=" + Platform.encoded(to);
        String text =
                session.platform().text(Request.of("POST", target, Body.NONE).waiting(Duration.ZERO));
        if (session.json()) {
            session.print(text.strip());
            return Exit.OK;
        }
        Table table = new Table("TOPIC", "PARTITION", "FROM", "TO");
        for (Doc partition : Doc.parse(text).docs("partitions")) {
            table.row(
                    partition.text("topic"), partition.text("partition"), partition.text("from"), partition.text("to"));
        }
        table.print(session.terminal());
        return Exit.OK;
    }

    private static String path(String name) {
        return "/triggers/" + Platform.encoded(name);
    }
}
