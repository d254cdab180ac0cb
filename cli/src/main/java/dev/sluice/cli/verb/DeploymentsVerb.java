package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Units;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the deployments of a function, or shows one of them to its end. */
@Command(
        name = "deployments",
        description = {
            "Lists the deployments of a function that are under way and the last that ended, newest first.",
            "With an ID it shows the steps of that one, until it has ended."
        })
public final class DeploymentsVerb implements Callable<Integer> {

    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME", description = "The function.")
    String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "A deployment, as from deploy --no-wait.")
    Optional<String> id = Optional.empty();

    public DeploymentsVerb(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String path = "/functions/" + Platform.encoded(name) + "/deployments";
        if (id.isPresent()) {
            Doc result = new FollowedDeployment(session, path + "/" + Platform.encoded(id.get()), false).result();
            Deploy.print(result, session);
            return Exit.OK;
        }
        String answer = session.platform().text(Request.get(path));
        List<Doc> deployments = Doc.parse(answer).docs("deployments");
        if (session.json()) {
            session.print(answer.strip());
        } else if (deployments.isEmpty()) {
            session.print("No deployment of " + name + " since the platform was started.");
        } else {
            table(deployments).print(session.terminal());
        }
        return Exit.OK;
    }

    private static Table table(List<Doc> deployments) {
        Instant now = Instant.now();
        Table table = new Table("ID", "STATE", "AGE", "VERSION", "LAST STEP", "WHY");
        for (Doc deployment : deployments) {
            List<Doc> steps = deployment.docs("steps");
            table.row(
                    deployment.text("id"),
                    deployment.text("state"),
                    Units.age(deployment.text("startedAt"), now),
                    deployment.doc("result").text("version"),
                    steps.isEmpty() ? "" : steps.getLast().text("step").replace('_', ' '),
                    deployment.doc("problem").text("detail"));
        }
        return table;
    }
}
