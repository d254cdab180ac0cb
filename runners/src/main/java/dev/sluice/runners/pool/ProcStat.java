package dev.sluice.runners.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** When a process was started, in clock ticks since boot: field 22 of {@code /proc/PID/stat} (proc(5)). */
final class ProcStat {

    private static final int STATE = 3;
    private static final int START_TIME = 22;

    private ProcStat() {}

    /** Empty if there is no such process, or this system has no {@code /proc}. */
    static OptionalLong startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The second field is the command in parentheses and may hold spaces and parentheses itself.
            String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return OptionalLong.of(Long.parseLong(rest[START_TIME - STATE]));
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }
}
