package dev.sluice.core.runner;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import java.nio.file.Path;

/**
 * What a provider needs to start a runner.
 *
 * @param runtimeFolder holds the executable {@code start}, which becomes the runner
 * @param memory the limit for the whole process
 * @param socket the gateway's Unix domain socket, to which the runner connects
 * @param token the one-time token that it shows there
 * @param workFolder a private folder that exists, is empty, and is the runner's working directory and temporary folder
 * @param artifacts the folder of all artifacts, which the runner reads and never writes
 * @param cacheFolder what {@code prepare} of the runtime made; the runner reads and never writes it
 */
public record RunnerOrder(
        RunnerId id,
        RuntimeName runtime,
        Path runtimeFolder,
        MemorySize memory,
        Path socket,
        String token,
        Path workFolder,
        Path artifacts,
        Path cacheFolder) {}
