package dev.sluice.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;

/** Processor time that processes have used, user and system, as {@code /proc/PID/stat} says (proc(5)). */
public final class ProcessorTime {

    /** {@code USER_HZ}, which Linux fixes at 100 for all that it shows to programs. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME_AFTER_NAME = 11;

    private ProcessorTime() {}

    /** In seconds; a process that has ended counts nothing. */
    public static double seconds(Collection<Long> pids) throws IOException {
        long ticks = 0;
        for (long pid : pids) {
            try {
                ticks += ticks(Files.readString(Path.of("/proc/" + pid + "/stat")));
            } catch (NoSuchFileException e) {
                continue;
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** The name, second of all fields, may itself contain spaces and parentheses. */
    static long ticks(String stat) {
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(afterName[UTIME_AFTER_NAME]) + Long.parseLong(afterName[UTIME_AFTER_NAME + 1]);
    }
}
