package dev.sluice.cli.verb;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Pages;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Units;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists functions. */
@Command(name = "list", aliases = "ls", description = "Lists functions.")
public final class ListVerb implements Callable<Integer> {

    private final Session session;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            description = "Only those with this label; may be given again.")
    List<String> labels = new ArrayList<>();

    public ListVerb(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Doc> functions = new Pages("/functions", labels).of(session.platform(), "functions");
        if (session.json()) {
            JsonArray all = new JsonArray();
            functions.forEach(function -> all.add(function.json()));
            JsonObject answer = new JsonObject();
            answer.add("functions", all);
            session.print(answer.toString());
        } else if (functions.isEmpty()) {
            session.print(
                    labels.isEmpty()
                            ? "No function yet. Deploy one: ./sluice deploy hello FILE.jar"
                            : "No function has " + (labels.size() == 1 ? "this label." : "these labels."));
        } else {
            table(functions).print(session.terminal());
        }
        return Exit.OK;
    }

    private static Table table(List<Doc> functions) {
        Instant now = Instant.now();
        Table table = new Table("NAME", "VERSION", "RUNTIME", "AGE", "HANDLER", "URL");
        for (Doc function : functions) {
            table.row(
                    function.text("name"),
                    function.text("version"),
                    function.has("upstream") ? "upstream" : function.text("runtime"),
                    Units.age(function.text("createdAt"), now),
                    function.has("upstream") ? function.text("upstream") : function.text("handler"),
                    function.text("url"));
        }
        return table;
    }
}
