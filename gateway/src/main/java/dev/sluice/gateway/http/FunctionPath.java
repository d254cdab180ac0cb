package dev.sluice.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * A path below {@link HttpEntryPoint#PREFIX}, as it was sent.
 *
 * @param name whatever stands where the function's name has to be
 * @param rest what the function sees as its path, beginning with {@code /}
 */
record FunctionPath(String name, String rest) {

    static FunctionPath of(@Nullable String path) {
        if (path == null || path.length() <= HttpEntryPoint.PREFIX.length()) {
            return new FunctionPath("", "/");
        }
        int from = HttpEntryPoint.PREFIX.length();
        int slash = path.indexOf('/', from);
        return slash < 0
                ? new FunctionPath(path.substring(from), "/")
                : new FunctionPath(path.substring(from, slash), path.substring(slash));
    }
}
