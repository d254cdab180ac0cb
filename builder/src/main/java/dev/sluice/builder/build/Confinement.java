package dev.sluice.builder.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How builds are kept apart from the rest of the machine. Thread-safe. */
@FunctionalInterface
public interface Confinement {

    /** Not at all: they run as the gateway's user. */
    Confinement NONE = (command, _) -> command;

    /**
     * What a build may reach.
     *
     * @param readable files and folders beside the system's own
     * @param writable folders
     * @param interpreter is reached with what it is installed with
     * @param folder where it starts
     */
    record Reach(List<Path> readable, List<Path> writable, Optional<Path> interpreter, Path folder) {}

    /** The command that runs {@code command} so. */
    List<String> around(List<String> command, Reach reach);
}
