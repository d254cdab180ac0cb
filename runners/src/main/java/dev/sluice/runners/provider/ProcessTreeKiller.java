package dev.sluice.runners.provider;

import dev.sluice.runners.provider.ProcessTable.Entry;
import dev.sluice.runners.provider.ProcessTable.Root;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Kills processes with all that came from them. Works on a thread of its own, which reads the process table once for all
 * who have been named since the last time. Thread-safe.
 */
final class ProcessTreeKiller {

    private static final int ROUNDS = 5;

    private final Set<Root> named = new LinkedHashSet<>();
    private boolean working;

    /** Kills the family of {@code root} in some milliseconds; returns at once. */
    synchronized void kill(Root root) {
        named.add(root);
        if (!working) {
            working = true;
            Thread.ofPlatform().daemon().name("runner-killer").start(this::work);
        }
    }

    private void work() {
        for (List<Root> roots = next(); !roots.isEmpty(); roots = next()) {
            killAll(roots);
        }
    }

    private synchronized List<Root> next() {
        List<Root> roots = List.copyOf(named);
        named.clear();
        working = !roots.isEmpty();
        return roots;
    }

    /** More than once, because a process that forks may be a step ahead of the first reading. */
    private static void killAll(List<Root> roots) {
        for (int round = 0; round < ROUNDS; round++) {
            ProcessTable table = ProcessTable.read();
            List<Entry> families =
                    roots.stream().flatMap(root -> table.family(root).stream()).toList();
            if (families.isEmpty()) {
                return;
            }
            families.forEach(Entry::kill);
        }
    }
}
