package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends the gateway of a home, wherever it was started. */
@Command(
        name = "down",
        description = {
            "Ends the gateway of this home, in whichever terminal or in the background it was started.",
            "Calls that run are finished first. What is kept stays; ./sluice up starts it again."
        })
public final class Down implements Callable<Integer> {

    /** What a gateway gives calls that run, and more. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Session session;

    @Option(
            names = "--home",
            paramLabel = "FOLDER",
            description = "Whose gateway is ended. Default: SLUICE_HOME, or ~/.sluice.")
    Optional<Path> home = Optional.empty();

    public Down(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path folder = home.map(Path::toAbsolutePath)
                .orElseGet(session.endpoint()::home)
                .normalize();
        HomeLock lock = new HomeLock(folder);
        try {
            if (!lock.isHeld()) {
                session.print("No gateway works in " + folder + ": there is nothing to end.");
                return Exit.OK;
            }
            end(
                    folder,
                    lock.holder()
                            .orElseThrow(
                                    () -> CommandException.machine(
                                            "A gateway works in " + folder
                                                    + ", and this system does not tell which process that is: end it where it was started.")));
        } catch (IOException e) {
            throw CommandException.machine("Cannot look into the home folder " + folder + ": " + e.getMessage() + ".");
        }
        return Exit.OK;
    }

    private void end(Path folder, ProcessHandle gateway) throws InterruptedException {
        long began = System.nanoTime();
        if (!gateway.destroy() && gateway.isAlive()) {
            throw CommandException.machine("The gateway of " + folder + " is process " + gateway.pid()
                    + ", which this user may not end: it belongs to whoever started it.");
        }
        session.note("Ending the gateway of " + folder + ", process " + gateway.pid() + ", once its calls are over.");
        try {
            gateway.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CommandException(
                    Exit.FAILED,
                    "The gateway was asked to end and has not after " + PATIENCE.toSeconds() + " s: kill -9 "
                            + gateway.pid() + " ends it with all calls that it runs.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot be waited for", e);
        }
        session.print("The gateway of " + folder + ", process " + gateway.pid() + ", has ended after "
                + Units.millis((System.nanoTime() - began) / 1e6) + ".");
    }
}
