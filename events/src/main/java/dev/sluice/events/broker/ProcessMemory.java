package dev.sluice.events.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The memory of a process: its proportional set size, from {@code /proc} (proc_pid_smaps(5)). */
final class ProcessMemory {

    private static final String PSS = "Pss:";

    private ProcessMemory() {}

    /** Empty where there is no {@code /proc} or the process is gone. Takes some milliseconds. */
    static OptionalLong of(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith(PSS))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
