package dev.sluice.cli.apply;

import dev.sluice.cli.api.Session;
import dev.sluice.cli.project.VariableOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes work queues of documents, and nothing else. */
@Command(
        name = "apply",
        description =
                "Creates or updates work queues, from documents. 'sluice apply -f' takes those of other kinds too.")
public final class QueueApply implements Callable<Integer> {

    private final Session session;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "YAML or JSON with one document or several; - for standard input.")
    List<String> files = new ArrayList<>();

    @Option(names = "--dry-run", description = "Changes nothing, and shows per key what would change.")
    boolean dryRun;

    @Mixin
    VariableOptions variables = new VariableOptions();

    public QueueApply(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Apply apply = new Apply(session);
        apply.kind = Optional.of("WorkQueue");
        apply.files = files;
        apply.variables = variables;
        apply.dryRun = dryRun;
        return apply.call();
    }
}
