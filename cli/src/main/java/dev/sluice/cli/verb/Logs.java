package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.ServerEvent;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a function printed and logged. */
@Command(name = "logs", description = "Shows what a function printed and logged.")
public final class Logs implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The function.")
    String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with each new line, until Ctrl-C.")
    boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "N",
            description = "How many lines, up to 10000. Default: 100.")
    Optional<Integer> tail = Optional.empty();

    @Option(names = "--invocation", paramLabel = "ID", description = "Only the lines of this call.")
    Optional<String> invocation = Optional.empty();

    @Option(names = "--build", description = "What the build of its version printed, and not what the function did.")
    boolean build;

    @Option(
            names = "--at-version",
            paramLabel = "N",
            description = "With --build, that of this version. Default: the live one.")
    Optional<Integer> version = Optional.empty();

    public Logs(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (version.isPresent() && !build) {
            throw CommandException.usage(
                    "--at-version goes with --build: the log of a function is that of all its versions.");
        }
        if (build) {
            session.print(session.platform()
                    .text(Request.get("/functions/" + Platform.encoded(name) + "/versions/"
                            + version.map(String::valueOf).orElse("live") + "/build-log"))
                    .stripTrailing());
            return Exit.OK;
        }
        ShownLog shown = new ShownLog(session);
        try (Response answer = session.platform().manage(request());
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            if (follow) {
                ServerEvent.read(lines, shown::event);
            } else {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    shown.line(line);
                }
            }
        } catch (IOException e) {
            throw new CommandException(Exit.UNREACHABLE, "The connection was lost: " + e.getMessage() + ".");
        }
        if (follow) {
            session.note("The platform ended the connection.");
        }
        return Exit.OK;
    }

    private Request request() {
        StringBuilder target = new StringBuilder("/functions/" + Platform.encoded(name) + "/logs?follow=" + follow);
        tail.ifPresent(lines -> target.append("&tail=").append(lines));
        invocation.ifPresent(id -> target.append("&invocation=").append(Platform.encoded(id)));
        Request request = Request.get(target.toString());
        return follow ? ServerEvent.following(request) : request;
    }
}
