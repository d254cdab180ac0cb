package dev.sluice.runners.provider;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A sandbox like that of runners, for programs of the platform's own that work on what users sent. Thread-safe. */
public final class ProgramSandbox {

    private final Bubblewrap bubblewrap;

    private ProgramSandbox(Bubblewrap bubblewrap) {
        this.bubblewrap = bubblewrap;
    }

    /**
     * One that works on this machine; makes one to see it.
     *
     * @throws ProviderUnusableException if there is none
     */
    public static ProgramSandbox open() {
        return new ProgramSandbox(SandboxTrial.passed(
                Programs.find("bwrap"), SandboxNetwork.HOST, Path.of(System.getProperty("java.home"))));
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
