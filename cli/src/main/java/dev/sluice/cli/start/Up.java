package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Starts the platform. Checks that it can, and writes the start as a shell script that the launcher reads: the launcher's
 * process then becomes the gateway, so that signals and the exit code are the gateway's own.
 */
@Command(name = "up", description = "Starts the platform, in this terminal until Ctrl-C.")
public final class Up implements Callable<Integer> {

    private final Session session;

    @Mixin
    UpOptions options = new UpOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Starts it in the background, and ends when it is ready.")
    boolean detach;

    public Up(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path script = Path.of(session.endpoint()
                .variable("SLUICE_UP_SCRIPT")
                .orElseThrow(() -> CommandException.usage(
                        "Put the verb first, as in ./sluice up: the launcher starts the platform.")));
        GatewaySettings settings = options.settings(session.endpoint());
        Checkout checkout = Checkout.of(session.endpoint());
        String flags = UpOptions.gatewayOptions(session.endpoint());
        Optional<GatewayCache> cache = GatewayCache.of(checkout, flags);
        List<String> commandLine = new ArrayList<>(GatewaySettings.fastCommandLine(checkout, flags, cache));
        if (detach) {
            commandLine.addAll(1, settings.backgroundOptions());
        }
        boolean rehearse = cache.filter(its -> !its.isThere()).isPresent();
        Preflight.check(settings);
        session.note("Starting Sluice at " + settings.url() + ", with what is kept in " + settings.home() + ".");
        try {
            Files.writeString(script, script(settings, commandLine, rehearse));
        } catch (IOException e) {
            throw CommandException.machine("Cannot write " + script + ": " + e.getMessage() + ".");
        }
        return Exit.OK;
    }

    private String script(GatewaySettings settings, List<String> commandLine, boolean rehearse) {
        StringBuilder text = new StringBuilder();
        settings.environment()
                .forEach((name, value) -> text.append("export ")
                        .append(name)
                        .append('=')
                        .append(quoted(value))
                        .append('\n'));
        text.append("detach=").append(detach ? "yes" : "").append('\n');
        text.append("rehearse=").append(rehearse ? "yes" : "").append('\n');
        text.append("set --");
        commandLine.forEach(word -> text.append(' ').append(quoted(word)));
        return text.append('\n').toString();
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
