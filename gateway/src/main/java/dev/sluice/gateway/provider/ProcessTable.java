package dev.sluice.gateway.provider;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static final Path PROC = Path.of("/proc");
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int SESSION = 3;
    private static final int START_TICKS = 19;
    private static final int RESIDENT_PAGES = 21;

    /**
     * One line of it.
     *
     * @param startTicks when it started, in clock ticks since the machine did: with the pid it names one process for good
     */
    record Entry(long pid, long parent, long session, long startTicks, long residentPages) {

        /** Sends SIGKILL, unless the pid belongs to another process by now. */
        void kill() {
            // The handle remembers the start time of what has the pid now, and refuses to signal anything else.
            Optional<ProcessHandle> handle = ProcessHandle.of(pid);
            if (handle.isPresent() && readEntry(pid).filter(this::same).isPresent()) {
                handle.get().destroyForcibly();
            }
        }

        private boolean same(Entry other) {
            return pid == other.pid && startTicks == other.startTicks;
        }
    }

    /** The first process of a family, named for good. */
    record Root(long pid, long startTicks) {

        /** The process that has {@code pid} now. */
        static Root of(long pid) {
            return new Root(pid, readEntry(pid).map(Entry::startTicks).orElse(-1L));
        }
    }

    private final Map<Long, Entry> entries = new HashMap<>();
    private final Map<Long, List<Entry>> children = new HashMap<>();

    private ProcessTable() {}

    /** Reads it: about 10 µs for each process of the machine. Empty where there is no {@code /proc}. */
    static ProcessTable read() {
        ProcessTable table = new ProcessTable();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, ProcessTable::isProcess)) {
            for (Path folder : folders) {
                readEntry(Long.parseLong(folder.getFileName().toString())).ifPresent(table::add);
            }
        } catch (IOException e) {
            return table;
        }
        return table;
    }

    private void add(Entry entry) {
        entries.put(entry.pid(), entry);
        children.computeIfAbsent(entry.parent(), parent -> new ArrayList<>()).add(entry);
    }

    boolean knows(long pid) {
        return entries.containsKey(pid);
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

    private static boolean isProcess(Path folder) {
        char first = folder.getFileName().toString().charAt(0);
        return first >= '1' && first <= '9';
    }

    private static Optional<Entry> readEntry(long pid) {
        try {
            byte[] stat = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat"));
            return parse(pid, new String(stat, StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    static Optional<Entry> parse(long pid, String stat) {
        // The program's name stands in parentheses, and may itself hold spaces and parentheses.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        if (fields.length <= RESIDENT_PAGES || fields[STATE].equals("Z") || fields[STATE].equals("X")) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                pid,
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[SESSION]),
                Long.parseLong(fields[START_TICKS]),
                Long.parseLong(fields[RESIDENT_PAGES])));
    }
}
