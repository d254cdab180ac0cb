package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import java.util.Comparator;
import java.util.List;

/**
 * What makes one runner as good as another: its runtime, its memory class and the options that it is started with. A function takes the class that its memory
 * rounds up to, so that functions of slightly different sizes share warm runners.
 */
public record RunnerKind(RuntimeName runtime, MemorySize memory, List<String> options)
        implements Comparable<RunnerKind> {

    /** The memory classes, smallest first. */
    public static final List<MemorySize> CLASSES = List.of(
            new MemorySize(128),
            new MemorySize(256),
            new MemorySize(512),
            new MemorySize(1024),
            new MemorySize(2048),
            new MemorySize(4096),
            new MemorySize(8192),
            new MemorySize(16384));

    private static final Comparator<RunnerKind> ORDER = Comparator.<RunnerKind, String>comparing(
                    k -> k.runtime().value())
            .thenComparing(RunnerKind::memory)
            .thenComparing(k -> String.join("\n", k.options()));

    public RunnerKind {
        options = List.copyOf(options);
        if (!CLASSES.contains(memory)) {
            throw new IllegalArgumentException(memory + " is not a memory class: allowed are " + CLASSES);
        }
    }

    /** One that is started as usual. */
    public RunnerKind(RuntimeName runtime, MemorySize memory) {
        this(runtime, memory, List.of());
    }

    /** The kind that a function of this spec runs on. */
    public static RunnerKind of(FunctionSpec spec) {
        return new RunnerKind(
                spec.code().runtime(),
                memoryClass(spec.memory()),
                spec.code().launch().jvmOptions());
    }

    /** The smallest class that holds {@code memory}. */
    public static MemorySize memoryClass(MemorySize memory) {
        for (MemorySize size : CLASSES) {
            if (memory.compareTo(size) <= 0) {
                return size;
            }
        }
        throw new IllegalArgumentException(
                "memory of " + memory + " is more than the largest class, " + CLASSES.getLast());
    }

    @Override
    public int compareTo(RunnerKind other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return runtime + "/" + memory + (options.isEmpty() ? "" : " " + String.join(" ", options));
    }
}
