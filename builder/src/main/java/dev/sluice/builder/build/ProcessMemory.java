package dev.sluice.builder.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory processes have, as the kernel tells it (proc(5)). */
final class ProcessMemory {

    /** The usual one; where pages are larger, less is seen than there is. */
    private static final long PAGE_BYTES = 4096;

    private static final int RESIDENT = 1;
    private static final int SHARED = 2;

    private ProcessMemory() {}

    /** Of a process and all that descend from it, without files and what they share; what has ended has none. */
    static long bytes(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(each -> pages(Path.of("/proc", Long.toString(each.pid()), "statm")) * PAGE_BYTES)
                .sum();
    }

    private static long pages(Path statm) {
        try {
            String[] fields = Files.readString(statm).strip().split(" ", -1);
            return Math.max(0, Long.parseLong(fields[RESIDENT]) - Long.parseLong(fields[SHARED]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // It has ended, or this system has no such files.
            return 0;
        }
    }
}
