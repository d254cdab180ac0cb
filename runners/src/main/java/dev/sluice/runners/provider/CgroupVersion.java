package dev.sluice.runners.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The two interfaces that Linux has to control groups (cgroups(7)). */
enum CgroupVersion {
    /** The one with a hierarchy for each controller. */
    V1("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control"),
    /** The unified one. */
    V2("memory.max", "memory.swap.max", "memory.events");

    private final String limit;
    private final String swap;
    private final String events;

    CgroupVersion(String limit, String swap, String events) {
        this.limit = limit;
        this.swap = swap;
        this.events = events;
    }

    /** Which of them {@code folder} is a group of, with control of memory for the groups in it. */
    static Optional<CgroupVersion> of(Path folder) {
        if (Files.exists(folder.resolve(V1.limit))) {
            return Optional.of(V1);
        }
        return holds(folder.resolve("cgroup.controllers"), "memory") ? Optional.of(V2) : Optional.empty();
    }

    /** The file that counts what the kernel killed. */
    String events() {
        return events;
    }

    /** Lets groups in {@code parent} have limits. */
    void enable(Path parent) throws IOException {
        Path control = parent.resolve("cgroup.subtree_control");
        if (this == V2 && !holds(control, "memory")) {
            Files.writeString(control, "+memory");
        }
    }

    /** Sets the limit of the group {@code folder}, without leave to swap past it. */
    void limit(Path folder, long bytes) throws IOException {
        Files.writeString(folder.resolve(limit), Long.toString(bytes));
        Path swapFile = folder.resolve(swap);
        if (Files.exists(swapFile)) {
            Files.writeString(swapFile, this == V1 ? Long.toString(bytes) : "0");
        }
        Path together = folder.resolve("memory.oom.group");
        if (Files.exists(together)) {
            Files.writeString(together, "1");
        }
    }

    private static boolean holds(Path file, String word) {
        try {
            return (" " + Files.readString(file).strip() + " ").contains(" " + word + " ");
        } catch (IOException absent) {
            return false;
        }
    }
}
