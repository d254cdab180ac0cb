package dev.sluice.core.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds programs of the system where the system keeps them, whatever the gateway's own path says. Blocks on the disk. */
public final class SystemPrograms {

    /** Where is looked, in this order. */
    public static final List<String> FOLDERS = List.of("/usr/bin", "/bin", "/usr/local/bin");

    private SystemPrograms() {}

    /** The whole path of a program that can be executed; empty if this machine has none of that name. */
    public static Optional<Path> find(String name) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
