package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds what would keep a runner from starting, while it can still be told in a sentence. */
final class OrderCheck {

    private OrderCheck() {}

    /** The runtime's executable {@code start}. */
    static Path startOf(RunnerOrder order) throws RunnerStartException {
        Path start = order.runtimeFolder().toAbsolutePath().resolve("start");
        if (!Files.isRegularFile(start)) {
            throw new RunnerStartException(
                    "A runner of " + order.runtime() + " cannot be started, because there is no file " + start
                            + ". The folder of a runtime must hold an executable called start; install the runtime again.");
        }
        if (!Files.isExecutable(start)) {
            throw new RunnerStartException("A runner of " + order.runtime() + " cannot be started, because " + start
                    + " is not executable. Run: chmod +x " + start);
        }
        if (!Files.isDirectory(order.workFolder()) || !Files.isWritable(order.workFolder())) {
            throw new RunnerStartException(
                    "A runner of " + order.runtime() + " cannot be started, because its work folder "
                            + order.workFolder()
                            + " is not there or is not writable. See that the home folder of Sluice belongs"
                            + " to the user that runs the gateway.");
        }
        if (!Files.isDirectory(order.codeFolder())) {
            throw new RunnerStartException("A runner of " + order.runtime() + " cannot be started, because the folder "
                    + order.codeFolder() + " for its code is not there. Nothing but the gateway may delete what is in"
                    + " its home folder.");
        }
        return start;
    }

    /** What is let into a sandbox must be there, because bubblewrap would only say which path it missed. */
    static void sandboxed(RunnerOrder order) throws RunnerStartException {
        Path address = switch (order.address()) {
            case RunnerAddress.Socket(Path path) -> path;
            case RunnerAddress.Tls tls -> tls.certificate();
        };
        for (Path path : List.of(address, order.cacheFolder())) {
            if (!Files.exists(path)) {
                throw new RunnerStartException(
                        "A runner of " + order.runtime() + " cannot be started in a sandbox, because " + path
                                + " is not there. Start the gateway again: it makes what belongs in its home folder.");
            }
        }
    }
}
