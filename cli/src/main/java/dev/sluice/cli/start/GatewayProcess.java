package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A gateway as a child of this process. Its output goes to {@code gateway.log} in its home. */
public final class GatewayProcess implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int LAST_LINES = 15;

    private final GatewaySettings settings;
    private final Process process;

    private GatewayProcess(GatewaySettings settings, Process process) {
        this.settings = settings;
        this.process = process;
    }

    public static GatewayProcess start(GatewaySettings settings, List<String> commandLine) {
        ProcessBuilder builder = new ProcessBuilder(commandLine)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log(settings).toFile());
        builder.environment().putAll(settings.environment());
        try {
            return new GatewayProcess(settings, builder.start());
        } catch (IOException e) {
            throw CommandException.machine("Cannot start the gateway: " + e.getMessage() + ".");
        }
    }

    public static Path log(GatewaySettings settings) {
        return settings.home().resolve("gateway.log");
    }

    /**
     * Blocks until it is ready.
     *
     * @throws CommandException with its last words if it does not become so
     */
    public void awaitReady() throws InterruptedException {
        switch (Readiness.await(settings.platform(), process::isAlive, Readiness.PATIENCE)) {
            case READY -> {}
            case ENDED ->
                throw CommandException.machine("The gateway ended while it started, with exit code "
                        + process.exitValue() + ":\n" + lastWords());
            case LATE ->
                throw CommandException.machine(
                        "The gateway is not ready after " + Readiness.PATIENCE.toSeconds() + " s:\n" + lastWords());
        }
    }

    /** Blocks until it ends. */
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log(settings));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "(it left no log)";
        }
    }

    /** Asks it to end, and makes it end if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
