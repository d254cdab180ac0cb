package dev.sluice.runners.provider;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A sandbox like that of runners, for programs of the platform's own that work on what users sent. Thread-safe. */
public final class ProgramSandbox {

    private final Bubblewrap bubblewrap;

    ProgramSandbox(Bubblewrap bubblewrap) {
        this.bubblewrap = bubblewrap;
    }

    /**
     * The command that runs {@code command} in it, with the network of the machine. What it started ends with it.
     *
     * @param readable files and folders beside the system's own
     * @param writable folders
     * @param interpreter is reached with what it is installed with
     * @param folder where it starts
     */
    public List<String> around(
            List<String> command, List<Path> readable, List<Path> writable, Optional<Path> interpreter, Path folder) {
        return bubblewrap.command(command, readable, writable, interpreter, folder);
    }
}
