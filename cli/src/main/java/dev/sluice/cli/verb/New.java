package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.project.FunctionName;
import dev.sluice.cli.project.Language;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a folder with a function to begin with, and a test of it. */
@Command(
        name = "new",
        description = {
            "Makes a folder with a function to begin with, a test of it, and a README.",
            "Deploy it with: cd NAME && sluice deploy ."
        })
public final class New implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The folder to make, in this one, and the function.")
    String name = "";

    @Option(
            names = {"-l", "--language"},
            paramLabel = "LANGUAGE",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    Language language = Language.java;

    public New(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!FunctionName.isOne(name)) {
            throw CommandException.usage(
                    "'" + name + "' is no name for a function: allowed are 1 to 63 lower-case letters,"
                            + " digits and '-', starting with a letter and not ending with '-'.");
        }
        language.write(Path.of(name), name);
        session.print("The folder " + name + " has a function in " + language + " and a test of it.");
        String command = command();
        session.print("  deploy it   cd " + name + " && " + command + " deploy .");
        session.print("  call it     " + command + " invoke " + name + " -d Ada");
        session.print("  test it     " + language.test());
        return Exit.OK;
    }

    /** How this command is called from another folder: by its name where that is on the path. */
    private String command() {
        boolean onPath = Stream.of(
                        session.endpoint().variable("PATH").orElse("").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "sluice")));
        return session.endpoint()
                .variable("SLUICE_ROOT")
                .filter(root -> !onPath)
                .map(root -> root + "/sluice")
                .orElse("sluice");
    }
}
