package dev.sluice.core.runner;

import dev.sluice.core.function.MemorySize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a provider needs to start a sidecar.
 *
 * @param id its own: that of its instance with its name
 * @param command the whole path of its program, and its arguments
 * @param environment all of its environment
 * @param memory the limit for its whole process
 * @param folder the code of its function, where it starts; it reads and never writes it
 * @param shared the work folder of its instance, which both may write
 */
public record SidecarOrder(
        RunnerId id,
        List<String> command,
        Map<String, String> environment,
        MemorySize memory,
        SidecarAddress address,
        Path folder,
        Path shared) {

    public SidecarOrder {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Without the environment, in which secrets are. */
    @Override
    public String toString() {
        return "SidecarOrder[" + id + "]";
    }
}
