package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that holds the built platform: a checkout, or an unpacked release.
 *
 * @param work where the launcher keeps its own files
 */
public record Checkout(Path root, Path work) {

    public Checkout(Path root) {
        this(root, root.resolve("target/sluice"));
    }

    /** The one that the launcher tells in {@code SLUICE_ROOT}, with its work folder in {@code SLUICE_WORK}. */
    public static Checkout of(Endpoint endpoint) {
        Checkout here = new Checkout(Path.of(endpoint.variable("SLUICE_ROOT")
                .orElseThrow(() -> CommandException.machine(
                        "This needs all of Sluice, and here is its command alone: run ./sluice of an unpacked release, or of a"
                                + " checkout."))));
        return new Checkout(
                here.root, endpoint.variable("SLUICE_WORK").map(Path::of).orElse(here.work));
    }

    /** Whether it is an unpacked release, where what is built is laid out anew. */
    private boolean isRelease() {
        return Files.isDirectory(root.resolve("lib/launcher"));
    }

    public Path gateway() {
        return built(isRelease() ? "lib/gateway/quarkus-run.jar" : "gateway/target/quarkus-app/quarkus-run.jar");
    }

    /** The folder of the gateway with all its jars. */
    public Path application() {
        return built(isRelease() ? "lib/gateway" : "gateway/target/quarkus-app");
    }

    /** The runtimes that are built here, Java's at least. */
    public List<Path> runtimes() {
        return Stream.concat(
                        Stream.of(built(runtime("java"))),
                        Stream.of("node", "python", "http", "command")
                                .map(name -> root.resolve(runtime(name)))
                                .filter(Files::isDirectory))
                .toList();
    }

    /** The folder of the runtime of a language: {@code java}, {@code node}, {@code python}, {@code http}, {@code command}. */
    public Path runtimeOf(String language) {
        return built(runtime(language));
    }

    private String runtime(String language) {
        return isRelease() ? "lib/runtimes/" + language : "function-runtime/" + language + "/target/runtime";
    }

    public Path broker() {
        return built(isRelease() ? "lib/broker" : "broker/target/broker");
    }

    /** What authors of functions get from a gateway, if it was built. */
    Optional<Path> packages() {
        return Optional.of(root.resolve(isRelease() ? "lib/packages" : "packages/target/packages"))
                .filter(Files::isDirectory);
    }

    /** Where files are kept that make starts fast; it may not be there yet. */
    Path caches() {
        return work.resolve("caches");
    }

    private Path built(String path) {
        Path file = root.resolve(path);
        if (!Files.exists(file)) {
            throw CommandException.machine(
                    isRelease()
                            ? "This release is not whole: " + file + " is missing. Unpack it anew."
                            : "The platform is not built: " + file
                                    + " is missing. Put the verb first, as in ./sluice up, so that the launcher builds it; or run"
                                    + " ./sluice test to see why it cannot be built.");
        }
        return file;
    }
}
