package dev.sluice.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of a process: its proportional set size, in which a page that n processes share counts 1/n for each of them
 * ({@code /proc/PID/smaps_rollup}, proc(5)).
 */
public final class ProcessMemory {

    private ProcessMemory() {}

    public static double pssMebibytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("/proc/" + pid + "/smaps_rollup has no line 'Pss:'");
    }
}
