package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows who calls whom. */
@Command(
        name = "graph",
        description =
                "Shows who calls whom: triggers with their topics, functions and destinations, and calls that were seen.")
public final class Graph implements Callable<Integer> {

    private final Session session;

    @Option(names = "--mermaid", description = "As a flowchart in Mermaid, for pages that draw it.")
    boolean mermaid;

    public Graph(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String text = session.platform().text(Request.get("/graph"));
        Doc graph = Doc.parse(text);
        if (session.json()) {
            session.print(text.strip());
        } else if (mermaid) {
            session.print(Mermaid.of(graph));
        } else {
            print(graph);
        }
        return Exit.OK;
    }

    private void print(Doc graph) {
        List<Doc> edges = graph.docs("edges");
        if (edges.isEmpty()) {
            session.print("Nothing is connected: there are no triggers, and no function has called another.");
            return;
        }
        Table table = new Table("FROM", "TO", "AS", "BY", "COUNT", "PER SECOND");
        for (Doc edge : edges) {
            table.row(
                    shown(edge.text("from")),
                    shown(edge.text("to")),
                    edge.text("kind"),
                    edge.text("by"),
                    edge.text("count"),
                    edge.text("perSecond"));
        }
        table.print(session.terminal());
        session.print("Counted by this gateway since " + graph.text("since") + "."
                + (graph.count("leftOut") == 0 ? "" : " Not shown: " + graph.text("leftOut") + " calls."));
    }

    private static String shown(String id) {
        return id.replaceFirst(":", " ");
    }
}
