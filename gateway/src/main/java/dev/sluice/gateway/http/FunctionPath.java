package dev.sluice.gateway.http;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path of a call, as it was sent: {@code /function/{name}/...}, or that below {@code /namespaces/{namespace}}.
 *
 * @param name what would be the text of a {@link FunctionName} if it were one
 * @param rest what the function sees as its path, beginning with {@code /}
 * @param later whether it is a call that runs later: {@code /async-function/} stands where {@code /function/} does
 */
record FunctionPath(String name, String rest, boolean later) {

    static FunctionPath of(@Nullable String path) {
        if (path == null) {
            return new FunctionPath("", "/", false);
        }
        return path.startsWith(Namespace.PATHS) ? namespaced(path) : below("", path, 0);
    }

    /** Whether a path that begins with {@link Namespace#PATHS} is one of a call. */
    static boolean isCall(@Nullable String path) {
        return path != null
                && (path.startsWith(HttpEntryPoint.PREFIX, endOfNamespace(path))
                        || path.startsWith(HttpEntryPoint.LATER_PREFIX, endOfNamespace(path)));
    }

    /** The function that it names, if that can be a function's name. */
    Optional<FunctionName> function() {
        return FunctionName.ofValue(name);
    }

    private static FunctionPath namespaced(String path) {
        int end = endOfNamespace(path);
        String namespace = path.substring(Namespace.PATHS.length(), end);
        return below(namespace + "/", path, end);
    }

    private static FunctionPath below(String namespace, String path, int prefix) {
        boolean later = path.startsWith(HttpEntryPoint.LATER_PREFIX, prefix);
        int from = prefix + (later ? HttpEntryPoint.LATER_PREFIX : HttpEntryPoint.PREFIX).length();
        if (path.length() <= from) {
            return new FunctionPath(namespace, "/", later);
        }
        int slash = path.indexOf('/', from);
        return slash < 0
                ? new FunctionPath(namespace + path.substring(from), "/", later)
                : new FunctionPath(namespace + path.substring(from, slash), path.substring(slash), later);
    }

    /** Where the name of the namespace ends in a path that begins with {@link Namespace#PATHS}. */
    static int endOfNamespace(String path) {
        int slash = path.indexOf('/', Namespace.PATHS.length());
        return slash < 0 ? path.length() : slash;
    }
}
