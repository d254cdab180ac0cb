package dev.sluice.runners.provider;

import dev.sluice.core.runner.ProcessUse;
import dev.sluice.runners.provider.ProcessTable.Entry;
import dev.sluice.runners.provider.ProcessTable.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Measures what runners use. Who belongs to whom is looked up for all of them together and at most every five seconds;
 * each reading then costs one small file for each process of the runner. Thread-safe.
 */
final class MemoryReading {

    private static final long FRESH_NANOS = 5_000_000_000L;
    private static final long DEFAULT_PAGE_BYTES = 4096;
    private static final int RESIDENT_PAGES = 1;
    private static final int MOST_COMMAND = 1_000;

    /** As {@code /proc} counts them, on every machine (proc(5), USER_HZ). */
    private static final long TICKS_A_SECOND = 100;

    private final long pageBytes = pageBytes();
    private ProcessTable table = ProcessTable.read();
    private long readAt = System.nanoTime();

    /**
     * Resident bytes of {@code root} and its family; empty if there is no such process.
     *
     * @param least how many processes the family has at least
     */
    OptionalLong residentBytes(Root root, int least) {
        long pages = family(root, least).stream()
                .mapToLong(member -> residentPages(ProcessFile.read(member.pid(), "statm")))
                .sum();
        return pages == 0 ? OptionalLong.empty() : OptionalLong.of(pages * pageBytes);
    }

    /** What one process uses. */
    ProcessUse use(Entry process) {
        String words =
                ProcessFile.read(process.pid(), "cmdline").replace('\0', ' ').strip();
        return new ProcessUse(
                process.pid(),
                words.length() > MOST_COMMAND ? words.substring(0, MOST_COMMAND) : words,
                residentPages(ProcessFile.read(process.pid(), "statm")) * pageBytes,
                Duration.ofMillis(process.processorTicks() * 1_000 / TICKS_A_SECOND));
    }

    private synchronized List<Entry> family(Root root, int least) {
        List<Entry> family = table.family(root);
        if (System.nanoTime() - readAt > FRESH_NANOS || family.size() < least) {
            table = ProcessTable.read();
            readAt = System.nanoTime();
            family = table.family(root);
        }
        return family;
    }

    private static long residentPages(String statm) {
        String[] fields = statm.split(" ", -1);
        return fields.length > RESIDENT_PAGES ? Long.parseLong(fields[RESIDENT_PAGES]) : 0;
    }

    private static long pageBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/smaps"))) {
            return lines.filter(line -> line.startsWith("KernelPageSize:"))
                    .findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .orElse(DEFAULT_PAGE_BYTES);
        } catch (IOException e) {
            return DEFAULT_PAGE_BYTES;
        }
    }
}
