package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.api.ServerEvent;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Loopback;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.project.FunctionName;
import dev.sluice.cli.project.Project;
import dev.sluice.cli.project.Saved;
import dev.sluice.cli.project.VariableOptions;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Stack;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deploys a function whenever one of its files is saved, and shows what it logs. */
@Command(
        name = "dev",
        description = {
            "Deploys a file or folder, and again whenever it is saved, and shows the function's log, until Ctrl-C.",
            "Calls go to the platform as always: with its decorators, triggers and events. While what was saved cannot be"
                    + " built or started, the version before serves on."
        })
public final class Dev implements Callable<Integer> {

    private static final long PAUSE_MILLIS = 100;

    /** How much of the time looking may take: a tenth, however many files there are. */
    private static final long PAUSE_FOR_EACH_LOOK = 9;

    private final Session session;

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "The file or folder, as for deploy. Default: this folder.")
    Path place = Path.of(".");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The function. Default: the name of the file or folder.")
    Optional<String> name = Optional.empty();

    @Option(
            names = {"-s", "--spec"},
            paramLabel = "FILE",
            description = "The spec, in YAML or JSON. Default: the spec.yaml of the folder.")
    Optional<Path> spec = Optional.empty();

    @Option(
            names = "--debug",
            arity = "0..1",
            paramLabel = "PORT",
            parameterConsumer = PortOrNone.class,
            description = {
                "Opens the function to a debugger, by one port of this machine, until dev ends: --debug=5005. Default: a free one.",
                "For Java (JDWP), Node (inspector) and Python (debugpy). It has one instance then, and 1 h for each call."
            })
    @Nullable
    Integer debug;

    /**
     * Set by the thread that deploys, before the platform is asked to open the function, and taken back if it does not; the debugger's port
     * and the end read it.
     */
    private volatile @Nullable Debugged debugged;

    /** Set when it ends by itself, so that the end of the process has nothing left to say. */
    private volatile boolean ended;

    /** A port is told by its digits, so that a folder behind the option stays a folder. */
    static final class PortOrNone implements CommandLine.IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
            boolean told = !args.isEmpty() && args.peek().matches("\\d{1,5}");
            int port = told ? Integer.parseInt(args.pop()) : 0;
            if (port > 65_535) {
                throw new CommandLine.ParameterException(
                        command.commandLine(), "There is no port " + port + ": a port is 0 to 65535.");
            }
            option.setValue(port);
        }
    }

    @Mixin
    VariableOptions variables = new VariableOptions();

    public Dev(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        String function = name.orElseGet(() -> FunctionName.of(place));
        Project.at(place);
        if (debug != null) {
            Debugged.check(place);
        }
        if (debug != null && !Loopback.is(session.platform().url().getHost())) {
            throw CommandException.usage(
                    "A debugger attaches on the machine of the platform alone: run dev --debug there, or forward the port that it shows.");
        }
        session.note("Deploying " + place + " as the function " + function + " whenever it is saved, until Ctrl-C.");
        Saved saved = look();
        try (DebugPort port = debug == null ? null : new DebugPort(debug, this::instancePort)) {
            // What would fail again and again ends it at once: a platform that is not there, or a token that does not
            // fit.
            String serving = serving(function);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(function)));
            serving = deployed(function, serving, port);
            Thread.ofPlatform().daemon().name("log").start(() -> follow(function));
            while (true) {
                Saved now = settled(saved);
                String changed = now.differences(saved).stream()
                        .map(file -> Terminal.harmless(String.valueOf(file.getFileName())))
                        .distinct()
                        .limit(3)
                        .collect(Collectors.joining(", "));
                session.note(session.terminal()
                        .dim(changed.isEmpty() ? "The folder has changed." : changed + " has changed."));
                saved = now;
                serving = deployed(function, serving, port);
            }
        } finally {
            ended = true;
            closeToDebugger();
        }
    }

    private OptionalInt instancePort() {
        Debugged open = debugged;
        return open == null ? OptionalInt.empty() : open.port();
    }

    private Saved look() {
        Saved code = Saved.at(place);
        return spec.map(file -> code.and(file)).orElse(code);
    }

    /** Waits for something else than {@code before}, and until that does not change any more. */
    private Saved settled(Saved before) throws InterruptedException {
        Saved last = before;
        while (true) {
            long began = System.nanoTime();
            Saved now = look();
            if (!now.equals(before) && now.equals(last)) {
                return now;
            }
            last = now;
            long millis = (System.nanoTime() - began) / 1_000_000;
            Thread.sleep(Math.max(PAUSE_MILLIS, PAUSE_FOR_EACH_LOOK * millis));
        }
    }

    /** Deploys what is there, open to a debugger if there is a port for one; returns the version that serves then. */
    private String deployed(String function, String before, @Nullable DebugPort port) {
        String serving = deploy(function, before);
        return port == null || debugged != null || serving.isEmpty()
                ? serving
                : openToDebugger(function, serving, port);
    }

    /** Builds and deploys what is there, and says what came of it; returns the version that serves then. */
    private String deploy(String function, String serving) {
        long began = System.nanoTime();
        try {
            Project project = Project.at(place);
            Optional<String> told = spec.or(project::spec).map(variables.variables(session.endpoint())::in);
            Upload upload = new Upload(function, Optional.of(project.sources()), told, debugFields(project), false);
            Doc started = upload.send(session);
            Doc result = new FollowedDeployment(session, upload.path(started), true).result();
            live(result, (System.nanoTime() - began) / 1e6);
            return result.text("version");
        } catch (CommandException e) {
            failed(e);
            session.note(
                    serving.isEmpty()
                            ? "Nothing serves as " + function + " yet."
                            : function + " version " + serving + " serves on.");
            return serving;
        }
    }

    private Map<String, String> debugFields(Project project) {
        Debugged open = debugged;
        return open == null ? Map.of() : open.fields(project.sources().place());
    }

    /** Opens the version that serves, once there is one, and shows where; returns the version that serves then. */
    private String openToDebugger(String function, String serving, DebugPort port) {
        Debugged opened = Debugged.of(session, function);
        debugged = opened;
        try {
            Map<String, String> fields =
                    opened.fields(Project.at(place).sources().place());
            Upload upload = new Upload(function, Optional.empty(), Optional.empty(), fields, false);
            Doc started = upload.send(session);
            String version = new FollowedDeployment(session, upload.path(started), true)
                    .result()
                    .text("version");
            session.print(session.terminal().bold("Debugger:") + " " + opened.kind() + " localhost:" + port.number());
            session.note("  One instance, and 1 h for each call, until dev ends. Nobody but this machine can attach.");
            return version;
        } catch (CommandException e) {
            // What serves is not open; the next code may let itself be opened.
            debugged = null;
            failed(e);
            return serving;
        }
    }

    private void closeToDebugger() {
        Debugged open = debugged;
        if (open != null) {
            try {
                open.close();
            } catch (CommandException e) {
                session.note("The function is still open to a debugger: " + e.sentence());
            }
        }
    }

    private void live(Doc result, double millis) {
        Terminal terminal = session.terminal();
        session.print(terminal.bold(result.text("name")) + " version " + result.text("version") + " is "
                + terminal.green("live") + " after " + Units.millis(millis) + ": " + result.text("url"));
        result.texts("warnings")
                .forEach(warning -> session.note(terminal.yellow("  warning: ") + Terminal.harmless(warning)));
    }

    private void failed(CommandException failure) {
        Terminal terminal = session.terminal();
        if (failure instanceof ProblemException refused) {
            refused.problem().lines(terminal).forEach(session::note);
        } else {
            session.note(terminal.red("Error: ") + failure.sentence());
        }
    }

    /** The version that is live; empty if there is none. */
    private String serving(String function) {
        try {
            return session.platform()
                    .read(Request.get("/functions/" + Platform.encoded(function)))
                    .text("version");
        } catch (ProblemException e) {
            if (e.problem().status() == 404) {
                return "";
            }
            throw e;
        }
    }

    /** Shows each line of the log as it comes. A connection that is lost, or a function that is not there yet, is tried again. */
    private void follow(String function) {
        ShownLog shown = new ShownLog(session);
        Request request = ServerEvent.following(
                Request.get("/functions/" + Platform.encoded(function) + "/logs?follow=true&tail=0"));
        while (true) {
            try (Response answer = session.platform().manage(request);
                    BufferedReader lines =
                            new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                ServerEvent.read(lines, shown::event);
            } catch (IOException | CommandException e) {
                // What keeps the log away keeps deployments away too, and there it is told.
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void end(String function) {
        if (ended) {
            return;
        }
        // A build that is under way.
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        session.terminal().out().flush();
        session.note("");
        closeToDebugger();
        session.note("Ended. What was deployed last serves on: ./sluice remove " + function + " removes it.");
        // What was asked to end, and did, has ended well.
        Runtime.getRuntime().halt(Exit.OK);
    }
}
