package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what becomes of pipelines. */
@Command(
        name = "pipeline",
        synopsisSubcommandLabel = "(plan)",
        description = "Shows what becomes of a pipeline: which stages are done together, and which topics are made.")
public final class Pipeline {

    private final Session session;

    public Pipeline(Session session) {
        this.session = session;
    }

    @Command(
            name = "plan",
            description =
                    "Checks the document of a pipeline and shows its stages, without applying it. Those that run in another"
                            + " stage are done in its transaction, and cost no hop.")
    int plan(
            @Parameters(paramLabel = "FILE", description = "The document, in YAML or JSON.") Path file,
            @Option(names = "--mermaid", description = "As a flowchart in Mermaid, for pages that draw it.")
                    boolean mermaid,
            @Option(names = "--svg", description = "As a picture in SVG.") boolean svg) {
        String text = session.platform()
                .text(Request.of("POST", "/pipelines/plan", Body.of(read(file)))
                        .with("Content-Type", "application/yaml"));
        Doc plan = Doc.parse(text);
        if (session.json()) {
            session.print(text.strip());
        } else if (mermaid || svg) {
            session.print(plan.text(mermaid ? "mermaid" : "svg").strip());
        } else {
            print(plan);
        }
        return Exit.OK;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw CommandException.unreadable(file, e);
        }
    }

    private void print(Doc plan) {
        Table table = new Table("STAGE", "IS", "READS", "RUNS IN", "TOPIC");
        for (Doc stage : plan.docs("stages")) {
            table.row(
                    Terminal.harmless(stage.text("name")),
                    Terminal.harmless(stage.text("is")),
                    String.join(", ", stage.texts("from")),
                    String.join(", ", stage.texts("runsIn")),
                    stage.text("topic"));
        }
        table.print(session.terminal());
        session.print("An item goes through " + plan.text("longestWay") + " transactions at most.");
    }
}
