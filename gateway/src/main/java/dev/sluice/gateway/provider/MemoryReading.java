package dev.sluice.gateway.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Measures the memory of runners. One reading of the process table serves all of them for half a second, so that measuring
 * a hundred costs little more than measuring one. Thread-safe.
 */
final class MemoryReading {

    private static final long FRESH_NANOS = 500_000_000;

    private final long pageBytes = pageBytes();
    private ProcessTable table = ProcessTable.read();
    private long readAt = System.nanoTime();

    /** Resident bytes of {@code root} and its family; empty if there is no such process. */
    synchronized OptionalLong residentBytes(ProcessTable.Root root) {
        if (System.nanoTime() - readAt > FRESH_NANOS || !table.knows(root.pid())) {
            table = ProcessTable.read();
            readAt = System.nanoTime();
        }
        long pages = table.family(root).stream()
                .mapToLong(ProcessTable.Entry::residentPages)
                .sum();
        return pages == 0 ? OptionalLong.empty() : OptionalLong.of(pages * pageBytes);
    }

    private static long pageBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/smaps"))) {
            return lines.filter(line -> line.startsWith("KernelPageSize:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .min()
                            .orElse(4)
                    * 1024;
        } catch (IOException e) {
            return 4096;
        }
    }
}
