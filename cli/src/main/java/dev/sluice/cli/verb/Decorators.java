package dev.sluice.cli.verb;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows which decorators there are, or one with its settings and an example. */
@Command(
        name = "decorators",
        description = "Shows which decorators there are, or one with its settings and an example.")
public final class Decorators implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The decorator.")
    Optional<String> name = Optional.empty();

    public Decorators(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Doc answer = session.platform().read(Request.get("/decorators"));
        List<Doc> all = answer.docs("decorators");
        List<Doc> wanted = all.stream()
                .filter(kind -> name.isEmpty() || kind.text("name").equals(name.get()))
                .toList();
        if (wanted.isEmpty() || name.isEmpty()) {
            answer.texts("leftOut").forEach(sentence -> session.terminal().note(Terminal.harmless(sentence)));
        }
        if (wanted.isEmpty() && name.isPresent()) {
            String known = String.join(
                    ", ", all.stream().map(kind -> kind.text("name")).toList());
            throw new CommandException(
                    Exit.FAILED, "There is no decorator '" + name.get() + "'. There are: " + known + ".");
        }
        if (session.json()) {
            session.print(json(wanted));
        } else if (name.isPresent()) {
            show(wanted.getFirst(), session.terminal());
        } else {
            Table table = new Table("NAME", "DOES");
            wanted.forEach(kind -> table.row(kind.text("name"), kind.text("summary") + from(kind)));
            table.print(session.terminal());
        }
        return Exit.OK;
    }

    /** Where it comes from, unless it comes with the platform. */
    private static String from(Doc kind) {
        String origin = kind.text("origin");
        return origin.isEmpty() || origin.equals("sluice") ? "" : " (" + origin + ")";
    }

    private static String json(List<Doc> kinds) {
        JsonArray array = new JsonArray();
        kinds.forEach(kind -> array.add(kind.json()));
        JsonObject answer = new JsonObject();
        answer.add("decorators", array);
        return answer.toString();
    }

    private static void show(Doc kind, Terminal terminal) {
        terminal.print(terminal.bold(kind.text("name")) + "  " + Terminal.harmless(kind.text("summary") + from(kind)));
        Table table = new Table("  SETTING", "TYPE", "UNLESS TOLD", "ALLOWED", "WHAT IT IS");
        rows(kind.docs("settings"), "  ", table);
        if (!kind.docs("settings").isEmpty()) {
            table.print(terminal);
        }
        if (!kind.texts("on").isEmpty()) {
            terminal.print(terminal.dim("  stands at " + String.join(", ", kind.texts("on"))));
        }
        terminal.print(terminal.dim("  example"));
        kind.text("example").lines().forEach(line -> terminal.print("    " + Terminal.harmless(line)));
    }

    private static void rows(List<Doc> settings, String indent, Table table) {
        for (Doc setting : settings) {
            String unit = setting.text("unit");
            table.row(
                    indent + setting.text("name"),
                    setting.text("type") + (unit.isEmpty() ? "" : " of " + unit),
                    setting.flag("required") ? "must be set" : setting.text("default"),
                    setting.text("allowed"),
                    setting.text("description"));
            rows(setting.docs("settings"), indent + "  ", table);
        }
    }
}
