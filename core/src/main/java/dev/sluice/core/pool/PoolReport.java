package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import java.util.List;
import java.util.Map;

/** How all pools stand. */
public record PoolReport(List<WarmReport> warm, Map<FunctionName, FunctionReport> functions) {

    public PoolReport {
        warm = List.copyOf(warm);
        functions = Map.copyOf(functions);
    }

    /** One warm pool: runners that wait, runners that start, and how many are wanted. */
    public record WarmReport(
            RuntimeName runtime, MemorySize memory, int ready, int starting, int wanted, long memoryBytes) {}
}
