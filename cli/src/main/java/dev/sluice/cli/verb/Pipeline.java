package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Pictures;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what becomes of pipelines, and how they stand. */
@Command(
        name = "pipeline",
        synopsisSubcommandLabel = "(plan | status | watch)",
        description = "Shows what becomes of a pipeline, and how it stands.")
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

    @Command(
            name = "status",
            description = "Shows how the stages of a pipeline stand, at the gateway that is asked: IN and OUT are items"
                    + " since it runs there, and WAITING those that it is not done with.")
    int status(@Parameters(paramLabel = "PIPELINE", description = "The pipeline.") String name) {
        if (session.json()) {
            session.print(session.platform().text(standing(name)).strip());
        } else {
            drawn(name, new PipelinePicture()).forEach(session::print);
        }
        return Exit.OK;
    }

    @Command(
            name = "watch",
            description = "The same again and again, with the rate of each stage, until it is interrupted.")
    int watch(
            @Parameters(paramLabel = "PIPELINE", description = "The pipeline.") String name,
            @Option(
                            names = {"-i", "--interval"},
                            paramLabel = "SECONDS",
                            defaultValue = "1",
                            description = "Time between two pictures, 0.1 to 3600. Default: 1.")
                    double interval,
            @Option(
                            names = {"-n", "--count"},
                            paramLabel = "N",
                            description = "Ends after so many pictures.")
                    Optional<Long> count)
            throws InterruptedException {
        Pictures pictures = new Pictures(interval, count.orElse(Long.MAX_VALUE));
        if (!pictures.makesSense()) {
            throw CommandException.usage("--interval is 0.1 to 3600 seconds, and --count 1 or more.");
        }
        PipelinePicture picture = new PipelinePicture();
        pictures.show(session.terminal(), () -> drawn(name, picture));
        return Exit.OK;
    }

    private List<String> drawn(String name, PipelinePicture picture) {
        Doc status = session.platform().read(standing(name));
        return picture.of(name, status, System.nanoTime(), session.terminal());
    }

    private static Request standing(String name) {
        return Request.get("/documents/pipeline/" + Platform.encoded(name) + "/status");
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
