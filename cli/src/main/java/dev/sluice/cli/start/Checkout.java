package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that holds the built platform. */
public record Checkout(Path root) {

    /** The one that the launcher told. */
    public static Checkout ofLauncher() {
        String root = System.getProperty("sluice.root", "");
        if (root.isEmpty()) {
            throw CommandException.machine("The platform is started by the launcher: run ./sluice in its checkout.");
        }
        return new Checkout(Path.of(root));
    }

    public Path gateway() {
        return built("gateway/target/quarkus-app/quarkus-run.jar");
    }

    public Path runtimes() {
        return built("function-runtime/java/target/runtime");
    }

    private Path built(String path) {
        Path file = root.resolve(path);
        if (!Files.exists(file)) {
            throw CommandException.machine(
                    "The platform is not built: " + file + " is missing. Put the verb first, as in ./sluice up, so "
                            + "that the launcher builds it; or run ./sluice test to see why it cannot be built.");
        }
        return file;
    }
}
