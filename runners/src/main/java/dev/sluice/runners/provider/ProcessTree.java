package dev.sluice.runners.provider;

import dev.sluice.core.runner.ProcessUse;
import dev.sluice.runners.provider.ProcessTable.Entry;
import dev.sluice.runners.provider.ProcessTable.Root;
import java.util.List;
import java.util.OptionalLong;

/** The processes of one runner. Thread-safe. */
sealed interface ProcessTree {

    /** Kills all of them, now or in some milliseconds; never blocks for long. */
    void kill();

    /** The runner's own process, as the host numbers it. */
    long pid();

    /** What each of them uses, the runner's own first. */
    List<ProcessUse> use();

    /** What all of them hold in memory; empty if there are none. */
    OptionalLong residentBytes();

    /** The runner itself, what descends from it, and what is in its session. */
    record Plain(Root runner, ProcessTreeKiller killer, MemoryReading memory) implements ProcessTree {

        @Override
        public void kill() {
            killer.kill(runner);
        }

        @Override
        public long pid() {
            return runner.pid();
        }

        @Override
        public OptionalLong residentBytes() {
            return memory.residentBytes(runner, 1);
        }

        @Override
        public List<ProcessUse> use() {
            return ProcessTable.read().family(runner).stream().map(memory::use).toList();
        }
    }

    /** All in a process namespace, of which the kernel kills every one when its init dies. The runner is its first child. */
    record Namespace(Root init, MemoryReading memory) implements ProcessTree {

        @Override
        public void kill() {
            init.kill();
        }

        @Override
        public long pid() {
            return ProcessTable.read().firstChild(init.pid()).map(Entry::pid).orElse(init.pid());
        }

        @Override
        public OptionalLong residentBytes() {
            return memory.residentBytes(init, 2);
        }

        @Override
        public List<ProcessUse> use() {
            return ProcessTable.read().family(init).stream()
                    .filter(member -> member.pid() != init.pid())
                    .map(memory::use)
                    .toList();
        }
    }
}
