package dev.sluice.cli.project;

import dev.sluice.cli.api.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of what stands in specs in the place of variables. */
public final class VariableOptions {

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description =
                    "Lines NAME=value for variables that stand in specs as $${NAME} or $${NAME:-default}; they win over the"
                            + " environment. May be given again.")
    List<Path> files = new ArrayList<>();

    public Variables variables(Endpoint endpoint) {
        return Variables.of(endpoint.environment(), files);
    }
}
