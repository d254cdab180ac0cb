package dev.sluice.runners.provider;

import dev.sluice.core.process.SystemPrograms;
import java.nio.file.Path;

/** The program {@code setsid}, which every provider needs. */
final class Setsid {

    private Setsid() {}

    static Path program() {
        return SystemPrograms.find("setsid")
                .orElseThrow(
                        () -> new ProviderUnusableException("Runners cannot be started, because there is no program"
                                + " setsid in " + String.join(", ", SystemPrograms.FOLDERS)
                                + ". Install the package util-linux."));
    }
}
