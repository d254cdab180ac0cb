package dev.sluice.runners.provider;

import java.io.File;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All processes of the machine at one moment, from {@code /proc} (proc(5)). Zombies are left out. */
final class ProcessTable {

    private static final File PROC = new File("/proc");
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int SESSION = 3;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int START_TICKS = 19;

    /**
     * One line of it.
     *
     * @param startTicks when it started, in clock ticks since the machine did: with the pid it names one process for good
     * @param processorTicks the clock ticks that it has had of processors
     */
    record Entry(long pid, long parent, long session, long startTicks, long processorTicks) {

        /** Sends SIGKILL, unless the pid belongs to another process by now. */
        void kill() {
            new Root(pid, startTicks).kill();
        }
    }

    /** The first process of a family, named for good. */
    record Root(long pid, long startTicks) {

        /** The process that has {@code pid} now; one that never was if nobody has it. */
        static Root of(long pid) {
            return new Root(pid, readEntry(pid).map(Entry::startTicks).orElse(-1L));
        }

        /** Sends SIGKILL to this one process, unless the pid belongs to another by now. */
        void kill() {
            // The handle remembers the start time of what has the pid now, and refuses to signal anything else.
            Optional<ProcessHandle> handle = ProcessHandle.of(pid);
            if (handle.isPresent() && startTicks >= 0 && equals(of(pid))) {
                handle.get().destroyForcibly();
            }
        }
    }

    private final Map<Long, Entry> entries = new HashMap<>();
    private final Map<Long, List<Entry>> children = new HashMap<>();

    private ProcessTable() {}

    /** Reads it: some 30 µs for each process of the machine. Empty where there is no {@code /proc}. */
    static ProcessTable read() {
        ProcessTable table = new ProcessTable();
        String[] names = PROC.list((folder, name) -> name.charAt(0) >= '1' && name.charAt(0) <= '9');
        for (String name : names == null ? new String[0] : names) {
            readEntry(Long.parseLong(name)).ifPresent(table::add);
        }
        return table;
    }

    private void add(Entry entry) {
        entries.put(entry.pid(), entry);
        children.computeIfAbsent(entry.parent(), parent -> new ArrayList<>()).add(entry);
    }

    /** The child of {@code pid} that was started first. */
    Optional<Entry> firstChild(long pid) {
        return children.getOrDefault(pid, List.of()).stream()
                .min(Comparator.comparingLong(Entry::startTicks).thenComparingLong(Entry::pid));
    }

    /**
     * {@code root} itself, all that descend from it, and all in the session that it leads or led; root first. While one
     * of a session lives, the kernel gives its number to no new process; so if another process has it, nobody is left.
     */
    List<Entry> family(Root root) {
        Entry first = entries.get(root.pid());
        if (first != null && first.startTicks() != root.startTicks()) {
            return List.of();
        }
        Deque<Entry> unvisited = new ArrayDeque<>();
        if (first != null) {
            unvisited.add(first);
        }
        entries.values().stream().filter(entry -> entry.session() == root.pid()).forEach(unvisited::add);
        List<Entry> family = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (Entry next = unvisited.poll(); next != null; next = unvisited.poll()) {
            if (seen.add(next.pid())) {
                family.add(next);
                unvisited.addAll(children.getOrDefault(next.pid(), List.of()));
            }
        }
        return family;
    }

    private static Optional<Entry> readEntry(long pid) {
        return parse(pid, ProcessFile.read(pid, "stat"));
    }

    static Optional<Entry> parse(long pid, String stat) {
        // The program's name stands in parentheses, and may itself hold spaces and parentheses.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= START_TICKS || fields[STATE].equals("Z") || fields[STATE].equals("X")) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                pid,
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[SESSION]),
                Long.parseLong(fields[START_TICKS]),
                Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])));
    }
}
