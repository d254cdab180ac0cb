package dev.sluice.gateway.security;

import dev.sluice.core.function.Namespace;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * The paths of management in namespaces. Those of the default namespace stand at the root; those of {@code team-a} stand
 * below {@code /namespaces/team-a}, and are served as those at the root, with the namespace noted in the request.
 */
public final class NamespacedPaths {

    private static final String TOKENS = "/tokens";

    /** What there is in each namespace; all else belongs to the platform as a whole. */
    private static final List<String> ROOTS = List.of(
            "/functions",
            "/secrets",
            "/topics",
            "/triggers",
            "/events",
            "/two-factor/users",
            "/documents",
            "/dead-letters",
            "/graph",
            "/cost",
            "/pipelines",
            "/work-queues",
            "/invocations",
            "/outcomes",
            "/ownership",
            TOKENS);

    private static final List<String> DESCRIPTIONS = List.of("/schemas", "/decorators");

    private static final String KEY = "sluice.namespace";

    /** A path below {@code /namespaces/}, of a namespace that is not the default one. */
    record Named(Namespace namespace, String rest) {}

    private NamespacedPaths() {}

    /** The namespace that a request to management is for. */
    public static Namespace namespace(RoutingContext request) {
        Namespace noted = request.get(KEY);
        return noted == null ? Namespace.DEFAULT : noted;
    }

    /** What {@code path}, which is normalised, names below a namespace; empty if it is no such path. */
    static Optional<Named> read(String path) {
        if (!path.startsWith(Namespace.PATHS)) {
            return Optional.empty();
        }
        int slash = path.indexOf('/', Namespace.PATHS.length());
        String namespace = slash < 0 ? "" : path.substring(Namespace.PATHS.length(), slash);
        return Namespace.isValid(namespace)
                        && !namespace.equals(Namespace.DEFAULT.value())
                        && isNamespaced(path.substring(slash))
                ? Optional.of(new Named(new Namespace(namespace), path.substring(slash)))
                : Optional.empty();
    }

    /** Whether {@code path}, without its namespace, names something that is in one. */
    static boolean isNamespaced(String path) {
        return ROOTS.stream().anyMatch(root -> isAt(root, path));
    }

    /**
     * Whether somebody who may manage one namespace may ask for {@code path}: what is in it, save its tokens, and what
     * describes the platform to whoever writes documents.
     */
    static boolean isManagedBy(Namespace namespace, String path) {
        if (DESCRIPTIONS.stream().anyMatch(root -> isAt(root, path))) {
            return true;
        }
        Named named = read(path).orElse(new Named(Namespace.DEFAULT, path));
        return named.namespace().equals(namespace) && isNamespaced(named.rest()) && !isAt(TOKENS, named.rest());
    }

    static boolean isAt(String root, String path) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    /** Sends a request on to where its path without the namespace leads. */
    static void reroute(RoutingContext request, Named named) {
        request.put(KEY, named.namespace());
        String query = request.request().query();
        request.reroute(query == null ? named.rest() : named.rest() + "?" + query);
    }

    /** Whether the request was sent on here. */
    static boolean isRerouted(RoutingContext request) {
        return request.get(KEY) != null;
    }
}
