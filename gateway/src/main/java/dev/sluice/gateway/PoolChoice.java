package dev.sluice.gateway;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.pool.PoolSettings;
import dev.sluice.core.pool.PoolSettings.Caps;
import dev.sluice.core.pool.PoolSettings.Warm;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** The numbers of the pools: those that the operator set, and for the others what suits the machine. */
final class PoolChoice {

    private PoolChoice() {}

    static PoolSettings of(GatewaySettings.Pool set) {
        PoolSettings machine = PoolSettings.forMachine(Runtime.getRuntime().availableProcessors(), memoryOfMachine());
        Caps caps = machine.caps();
        int runners = set.maxRunners().orElse(caps.runners());
        MemorySize memory =
                set.maxMemory().map(size -> mebibytes(size.asLongValue())).orElse(caps.memory());
        int starts = Math.min(caps.starts(), runners);
        Warm warm = machine.warm();
        Duration hello =
                set.startBudget().compareTo(machine.helloBudget()) > 0 ? set.startBudget() : machine.helloBudget();
        return new PoolSettings(
                new Caps(runners, memory, starts, Math.min(caps.refillStarts(), starts), caps.claims()),
                new Warm(warm.defaultClass(), set.warm().orElse(warm.defaultWanted()), warm.otherWanted()),
                set.startBudget(),
                hello);
    }

    private static MemorySize memoryOfMachine() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return mebibytes(system.getTotalMemorySize());
    }

    static MemorySize mebibytes(long bytes) {
        return new MemorySize((int) Math.clamp(bytes >> 20, 1, 1024 * 1024));
    }
}
