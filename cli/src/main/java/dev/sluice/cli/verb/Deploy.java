package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.git.Commit;
import dev.sluice.cli.project.FunctionName;
import dev.sluice.cli.project.Project;
import dev.sluice.cli.project.VariableOptions;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Uploads code, a spec, or both as a new version of a function; what is left out stays as it is. */
@Command(
        name = "deploy",
        description = {
            "Uploads code as a new version of a function, and makes it live once it has started.",
            "A spec replaces the whole one that is kept; options change single keys of it; with neither it stays, as does the"
                    + " code without a FILE."
        })
public final class Deploy implements Callable<Integer> {

    private static final String AGAIN = "May be given again.";

    private final Session session;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description =
                    "The function. May be left out before a file or folder, whose name it then has: . is this folder.")
    String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "The code: a jar, one file of a language that the platform runs, which the end of its name tells, or"
                            + " a folder of them, without what its .sluiceignore names or git ignores, or with a pom.xml, whose jar is built when"
                            + " it is older than its sources. A folder's spec.yaml is the spec. Left out: the code that is kept, or none if the spec names an upstream.")
    Optional<Path> file = Optional.empty();

    @Option(
            names = {"-s", "--spec"},
            paramLabel = "FILE",
            description = "The spec, in YAML or JSON.")
    Optional<Path> spec = Optional.empty();

    @Mixin
    GitOptions git = new GitOptions();

    @Mixin
    VariableOptions variablesOfSpec = new VariableOptions();

    @Option(names = "--handler", paramLabel = "HANDLER", description = SpecKeys.HANDLER)
    Optional<String> handler = Optional.empty();

    @Option(names = "--runtime", paramLabel = "RUNTIME", description = SpecKeys.RUNTIME)
    Optional<String> runtime = Optional.empty();

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "SIZE",
            description = SpecKeys.MEMORY)
    Optional<String> memory = Optional.empty();

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "TIME",
            description = SpecKeys.TIMEOUT)
    Optional<String> timeout = Optional.empty();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "KEY=VALUE",
            description = {SpecKeys.ENVIRONMENT, AGAIN})
    Map<String, String> variables = new LinkedHashMap<>();

    @Option(
            names = "--secret",
            paramLabel = "KEY=SECRET",
            description = {SpecKeys.SECRETS, AGAIN})
    Map<String, String> secrets = new LinkedHashMap<>();

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            description = {SpecKeys.LABELS, AGAIN})
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "Any other key of the spec:",
                "upstream: " + SpecKeys.UPSTREAM,
                "reuse: " + SpecKeys.REUSE,
                "concurrency: " + SpecKeys.CONCURRENCY,
                "minInstances: " + SpecKeys.MIN_INSTANCES,
                "maxInstances: " + SpecKeys.MAX_INSTANCES,
                "keepAlive: " + SpecKeys.KEEP_ALIVE,
                "keepAlivePolicy: " + SpecKeys.KEEP_ALIVE_POLICY,
                "maxQueue: " + SpecKeys.MAX_QUEUE,
                "queueTimeout: " + SpecKeys.QUEUE_TIMEOUT,
                "background: " + SpecKeys.BACKGROUND,
                "affinity: " + SpecKeys.AFFINITY,
                "startTimeout: " + SpecKeys.START_TIMEOUT,
                "jvmOptions: " + SpecKeys.JVM_OPTIONS,
                "calls: " + SpecKeys.CALLS,
                "uses: " + SpecKeys.USES,
                "sidecars: " + SpecKeys.SIDECARS,
                "adapters: " + SpecKeys.ADAPTERS,
                "egress: " + SpecKeys.EGRESS,
                "access: " + SpecKeys.ACCESS,
                "errors: " + SpecKeys.ERRORS,
                "longestChain: " + SpecKeys.LONGEST_CHAIN,
                AGAIN
            })
    Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--replace",
            description = "Nothing of the kept spec stays: what neither the spec nor an option says is as usual.")
    boolean replace;

    @Option(
            names = "--no-wait",
            description = "Prints the id of the deployment as soon as all has arrived, and does not wait for its end.")
    boolean noWait;

    @Option(
            names = {"-q", "--quiet"},
            description = "Does not show the steps.")
    boolean quiet;

    public Deploy(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (git.repository.isPresent() && (file.isPresent() || isPath(name))) {
            throw CommandException.usage(
                    "The code is in the repository of --git: name the function alone, and a part of it by --path.");
        }
        Optional<Commit> commit = git.commit(session);
        try {
            return deploy(commit);
        } finally {
            commit.ifPresent(Commit::close);
        }
    }

    private int deploy(Optional<Commit> commit) {
        Optional<Project> project = commit.map(this::project).or(this::project);
        Optional<String> told =
                spec.or(() -> project.flatMap(Project::spec)).map(variablesOfSpec.variables(session.endpoint())::in);
        commit.ifPresent(from -> {
            session.note("Deploying the commit " + from.hash() + " of " + from.address() + " as " + name + ".");
            GitOptions.labels(from).forEach(labels::putIfAbsent);
        });
        Upload upload = new Upload(name, project.map(Project::sources), told, fields(), replace);
        Doc started = upload.send(session);
        if (noWait) {
            session.print(session.json() ? started.json().toString() : started.text("id"));
        } else {
            print(new FollowedDeployment(session, upload.path(started), quiet).result(), session);
        }
        return Exit.OK;
    }

    private Project project(Commit commit) {
        Path place = commit.at(git.path.orElse(""));
        try {
            return Project.at(place);
        } catch (CommandException e) {
            // Nobody knows the folder that it is in for the moment.
            String sentence = e.sentence().replace(commit.at("").toString(), commit.address());
            throw new CommandException(
                    e.exitCode(),
                    sentence + " --path names the folder or file in the repository that is the function.");
        }
    }

    /** What is named; one word that is the path of a file or folder names the function too. */
    private Optional<Project> project() {
        if (file.isPresent()) {
            return file.map(Project::at);
        }
        Path code = Path.of(name);
        if (!isPath(name)) {
            boolean nothingTold = spec.isEmpty() && fields().isEmpty() && !replace;
            if (nothingTold && Files.exists(code)) {
                throw CommandException.usage("'" + name
                        + "' is taken for the name of a function, and nothing is to change"
                        + " in it. What lies here by that name is deployed as ./" + name + ": ./sluice deploy ./" + name
                        + ".");
            }
            return Optional.empty();
        }
        if (!Files.exists(code)) {
            throw CommandException.machine("There is no file or folder " + name + ".");
        }
        name = FunctionName.of(code);
        session.note("Deploying " + code + " as the function " + name + ".");
        return Optional.of(Project.at(code));
    }

    /** No function's name has a dot or a slash. */
    private static boolean isPath(String name) {
        return name.matches(".*[./].*");
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        handler.ifPresent(value -> fields.put("handler", value));
        runtime.ifPresent(value -> fields.put("runtime", value));
        memory.ifPresent(value -> fields.put("memory", value));
        timeout.ifPresent(value -> fields.put("timeout", value));
        fields.putAll(settings);
        variables.forEach((key, value) -> fields.put("env." + key, value));
        secrets.forEach((key, value) -> fields.put("secret." + key, value));
        labels.forEach((key, value) -> fields.put("label." + key, value));
        return fields;
    }

    /** Prints what came of a deployment. */
    static void print(Doc result, Session session) {
        if (session.json()) {
            session.print(result.json().toString());
        } else {
            show(result, session);
        }
    }

    /** Shows the answer to a deployment or a rollback. */
    static void show(Doc answer, Session session) {
        Terminal terminal = session.terminal();
        String name = terminal.bold(answer.text("name"));
        if (!answer.flag("created")) {
            session.print(name + " version " + answer.text("version")
                    + " is live already, with this very code and spec: " + answer.text("url"));
            warn(answer, session);
            return;
        }
        session.print(name + " version " + answer.text("version") + " is " + terminal.green("live") + ": "
                + answer.text("url"));
        Changes.print(answer, session);
        if (!answer.text("upstream").isEmpty()) {
            session.print(terminal.dim("  calls go to " + Terminal.harmless(answer.text("upstream"))));
            warn(answer, session);
            return;
        }
        List<String> detected = answer.texts("detected");
        session.print(terminal.dim("  " + answer.text("runtime") + ", "
                + Terminal.harmless(
                        answer.text("description").isEmpty() ? answer.text("handler") : answer.text("description"))
                + (detected.isEmpty() ? "" : " (found in the code: " + String.join(", ", detected) + ")")));
        session.print(terminal.dim("  started once to check it, in " + Units.millis(answer.count("specialiseMillis"))
                + "; " + shortened(answer.text("digest"))));
        warn(answer, session);
    }

    private static void warn(Doc answer, Session session) {
        answer.texts("warnings")
                .forEach(warning ->
                        session.print(session.terminal().yellow("  warning: ") + Terminal.harmless(warning)));
    }

    /** A digest that a person can compare at a glance. */
    static String shortened(String digest) {
        return digest.length() > 19 ? digest.substring(0, 19) + "…" : digest;
    }
}
