package dev.sluice.runners.sidecar;

import dev.sluice.core.function.Sidecar;
import dev.sluice.core.process.SystemPrograms;
import dev.sluice.core.runner.RunnerStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Finds the programs of sidecars.
 *
 * @param ofMachine the names of those of the machine that functions may have as sidecars
 */
public record SidecarPrograms(Set<String> ofMachine) {

    /** None of the machine. */
    public static final SidecarPrograms OF_FUNCTIONS_ONLY = new SidecarPrograms(Set.of());

    public SidecarPrograms {
        ofMachine = Set.copyOf(ofMachine);
    }

    /**
     * The whole path of a sidecar's program; looks at the disk.
     *
     * @param folder the code of the function
     * @throws RunnerStartException if there is none, or it may not be used; the message is a clause that says what to do
     */
    Path find(Sidecar sidecar, Path folder) throws RunnerStartException {
        String name = sidecar.command().getFirst();
        return sidecar.isInFolder() ? ofFolder(name, folder) : ofMachine(name);
    }

    private static Path ofFolder(String name, Path folder) throws RunnerStartException {
        Path file = folder.toAbsolutePath().resolve(name).normalize();
        if (!Files.isRegularFile(file)) {
            throw new RunnerStartException(
                    "there is no file " + name + " in what was deployed: deploy the folder that it lies in");
        }
        if (!Files.isExecutable(file)) {
            throw new RunnerStartException(
                    name + " is not executable: run chmod +x " + name + ", and deploy the folder again");
        }
        return file;
    }

    private Path ofMachine(String name) throws RunnerStartException {
        if (!ofMachine.contains(name)) {
            throw new RunnerStartException(name
                    + " is a program of the machine, and functions may not have it as a sidecar"
                    + " here: write ./" + name + " if it lies in the function's folder, or have the operator name it in"
                    + " sluice.sidecars.programs");
        }
        return SystemPrograms.find(name)
                .orElseThrow(() -> new RunnerStartException("there is no program " + name + " in any of "
                        + String.join(", ", SystemPrograms.FOLDERS) + ": install it on the machine of the gateway"));
    }
}
