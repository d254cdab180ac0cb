package dev.sluice.gateway.invoke;

import org.jspecify.annotations.Nullable;

/**
 * A path below {@link HttpDoor#PREFIX}, as it was sent.
 *
 * @param name whatever stands where the function's name has to be
 * @param rest what the function sees as its path, beginning with {@code /}
 */
record FunctionPath(String name, String rest) {

    static FunctionPath of(@Nullable String path) {
        if (path == null || path.length() <= HttpDoor.PREFIX.length()) {
            return new FunctionPath("", "/");
        }
        int from = HttpDoor.PREFIX.length();
        int slash = path.indexOf('/', from);
        return slash < 0
                ? new FunctionPath(path.substring(from), "/")
                : new FunctionPath(path.substring(from, slash), path.substring(slash));
    }
}
