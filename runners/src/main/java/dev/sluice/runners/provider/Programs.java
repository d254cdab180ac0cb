package dev.sluice.runners.provider;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds programs of the system where the system keeps them, whatever the gateway's own path says. */
final class Programs {

    private static final List<String> FOLDERS = List.of("/usr/bin", "/bin", "/usr/local/bin");

    private Programs() {}

    static Optional<Path> find(String name) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The program {@code setsid}, which every provider needs. */
    static Path setsid() {
        return find("setsid")
                .orElseThrow(
                        () -> new ProviderUnusableException("Runners cannot be started, because there is no program"
                                + " setsid in " + String.join(", ", FOLDERS) + ". Install the package util-linux."));
    }
}
