package dev.sluice.core.runner;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a provider needs to start a runner.
 *
 * @param runtimeFolder holds the executable {@code start}, which becomes the runner
 * @param memory the limit for the whole process
 * @param options what the function asks of its runtime, for Java options of the JVM; none for a runner of the warm pool
 * @param awaited whether calls wait for it already, so that it is to say hello as soon as it can take a function, and to do
 *     later what merely makes it faster
 * @param address where this runner connects, and nowhere else
 * @param token the one-time token that it shows there
 * @param workFolder a private folder that exists, is empty, and is the runner's home and temporary folder
 * @param codeFolder a folder that exists, is empty when the runner starts, and is its working directory. Before it is
 *     specialised, the files of its artifact are put there; the runner reads and never writes it
 * @param cacheFolder what {@code prepare} of the runtime made; the runner reads and never writes it
 * @param interpreter the executable of its language that it runs with, if the runtime has one of its own
 */
public record RunnerOrder(
        RunnerId id,
        RuntimeName runtime,
        Path runtimeFolder,
        MemorySize memory,
        List<String> options,
        boolean awaited,
        RunnerAddress address,
        String token,
        Path workFolder,
        Path codeFolder,
        Path cacheFolder,
        Optional<Path> interpreter) {

    public RunnerOrder {
        options = List.copyOf(options);
    }
}
