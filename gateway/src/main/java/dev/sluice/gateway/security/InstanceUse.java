package dev.sluice.gateway.security;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.PlatformUse;
import dev.sluice.gateway.security.InstanceTokens.Bearer;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the token of an instance opens of management. */
public final class InstanceUse {

    private static final String KEY = "sluice.instance";

    private static final Pattern MEMBERS = Pattern.compile("/pipelines/[^/]+/batches/[^/]+/members/[^/]+");

    private InstanceUse() {}

    /** The instance that a request to management comes from, if it comes from one. */
    public static Optional<Bearer> instance(RoutingContext request) {
        return Optional.ofNullable(request.get(KEY));
    }

    static void note(RoutingContext request, Bearer bearer) {
        request.put(KEY, bearer);
    }

    /**
     * Why an instance may not ask for {@code path}, which is normalised, as the second half of a sentence; empty if it may.
     */
    static Optional<String> refusal(Bearer bearer, String method, String path) {
        NamespacedPaths.Named named =
                NamespacedPaths.read(path).orElse(new NamespacedPaths.Named(Namespace.DEFAULT, path));
        Optional<PlatformUse> use = Arrays.stream(PlatformUse.values())
                .filter(one -> opens(one, method, named.rest()))
                .findFirst();
        if (use.isEmpty()) {
            return Optional.of("and no such token opens " + method + " " + path);
        }
        if (!bearer.uses().contains(use.get())) {
            return Optional.of("and opens " + method + " " + path + " only if the spec of its function says 'uses: "
                    + use.get().name().toLowerCase(Locale.ROOT) + "'");
        }
        return named.namespace().equals(bearer.function().namespace())
                ? Optional.empty()
                : Optional.of("and opens nothing of the namespace '" + named.namespace() + "'");
    }

    private static boolean opens(PlatformUse use, String method, String path) {
        return switch (use) {
            case OWNERSHIP -> NamespacedPaths.isAt("/ownership", path);
            case MEMBERS -> method.equals("GET") && MEMBERS.matcher(path).matches();
        };
    }
}
