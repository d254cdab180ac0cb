package dev.sluice.core.invocation;

import java.util.List;

/**
 * What a function's own code did wrong, told by its runner.
 *
 * @param type the class of what was thrown, at most 1,024 characters, empty when nothing was
 * @param message its message, at most 8,192 characters, empty when it has none
 * @param frames the first frames of the function's own stack, none of the runner's, at most 20 of at most 1,024 characters
 */
public record FunctionError(String type, String message, List<String> frames) {

    private static final int MAX_TYPE_CHARS = 1024;
    private static final int MAX_MESSAGE_CHARS = 8 * 1024;
    private static final int MAX_FRAMES = 20;
    private static final int MAX_FRAME_CHARS = 1024;

    /** Cuts what is longer than it may be. */
    public FunctionError {
        type = cut(type, MAX_TYPE_CHARS);
        message = cut(message, MAX_MESSAGE_CHARS);
        frames = frames.stream()
                .limit(MAX_FRAMES)
                .map(frame -> cut(frame, MAX_FRAME_CHARS))
                .toList();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    public static FunctionError of(String message) {
        return new FunctionError("", message, List.of());
    }
}
