package dev.sluice.core.invocation;

import java.util.List;

/**
 * What a function's own code did wrong, told by its runner.
 *
 * @param type the class of what was thrown, empty when nothing was
 * @param message its message, at most 8 KiB, empty when it has none
 * @param frames the first frames of the function's own stack, none of the runner's, at most 20
 */
public record FunctionError(String type, String message, List<String> frames) {

    public FunctionError {
        frames = List.copyOf(frames);
    }

    public static FunctionError of(String message) {
        return new FunctionError("", message, List.of());
    }
}
