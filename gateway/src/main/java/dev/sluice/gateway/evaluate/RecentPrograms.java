package dev.sluice.gateway.evaluate;

import java.util.LinkedHashMap;
import java.util.List;

/** The programs that were used last: a new process compiles them before it takes anything. Thread-safe. */
final class RecentPrograms {

    private static final int MOST = 8;

    private final LinkedHashMap<Long, ProgramSource> programs = new LinkedHashMap<>(16, 0.75f, true);

    synchronized void used(ProgramSource program) {
        if (programs.putIfAbsent(program.number(), program) == null && programs.size() > MOST) {
            programs.pollFirstEntry();
        }
    }

    synchronized void forget(ProgramSource program) {
        programs.remove(program.number());
    }

    /** The one that was not used for the longest time first. */
    synchronized List<ProgramSource> all() {
        return List.copyOf(programs.values());
    }
}
