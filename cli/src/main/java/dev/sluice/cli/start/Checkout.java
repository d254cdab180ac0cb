package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder that holds the built platform. */
public record Checkout(Path root) {

    /** The one that the launcher tells in {@code SLUICE_ROOT}. */
    public static Checkout of(Endpoint endpoint) {
        return new Checkout(Path.of(endpoint.variable("SLUICE_ROOT")
                .orElseThrow(() -> CommandException.machine(
                        "The platform is started by the launcher: run ./sluice in its checkout."))));
    }

    public Path gateway() {
        return built("gateway/target/quarkus-app/quarkus-run.jar");
    }

    /** The folder of the gateway with all its jars. */
    Path application() {
        return built("gateway/target/quarkus-app");
    }

    /** The runtimes that are built here, Java's at least. */
    public List<Path> runtimes() {
        Path java = built("function-runtime/java/target/runtime");
        return Stream.concat(
                        Stream.of(java),
                        Stream.of("node", "python")
                                .map(name -> root.resolve("function-runtime/" + name + "/target/runtime"))
                                .filter(Files::isDirectory))
                .toList();
    }

    public Path broker() {
        return built("broker/target/broker");
    }

    /** Where files are kept that make starts fast; it may not be there yet. */
    Path caches() {
        return root.resolve("target/sluice/caches");
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
