package dev.sluice.gateway.observe.logs;

import dev.sluice.core.function.FunctionName;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The names of the folders of functions' logs: that of the function, with {@code namespace.} before it outside of the default
 * namespace. No name has a dot of its own.
 */
final class Folders {

    private Folders() {}

    /** @param function the text of a {@link FunctionName} */
    static Path of(Path logs, String function) {
        return logs.resolve(function.replace('/', '.'));
    }

    /** Whose folder this is, if it is one of a function. */
    static Optional<FunctionName> function(Path folder) {
        return FunctionName.ofValue(String.valueOf(folder.getFileName()).replace('.', '/'));
    }
}
