package dev.sluice.gateway.http;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The function that has every path of a gateway but those of calls, of webhooks and of whoever watches the gateway. Paths are compared as they
 * were sent, neither decoded nor normalised.
 */
public record RootFunction(FunctionName name) {

    private static final List<String> OTHERS =
            List.of(HttpEntryPoint.PREFIX, HttpEntryPoint.LATER_PREFIX, Namespace.PATHS, "/hooks/", "/health/");

    private static final List<String> OTHERS_THEMSELVES = List.of("/health", "/metrics");

    /**
     * The one that a setting names.
     *
     * @throws IllegalArgumentException if the setting is no name of a function
     */
    public static Optional<RootFunction> of(Optional<String> setting) {
        return setting.map(text -> new RootFunction(FunctionName.ofValue(text)
                .orElseThrow(() -> new IllegalArgumentException("sluice.root-function is '" + text
                        + "', which is no name of a function: write it as in hello or team-a/hello"))));
    }

    /** Whether requests for {@code path} are calls of it. */
    public boolean answersAt(@Nullable String path) {
        return path != null
                && path.startsWith("/")
                && OTHERS.stream().noneMatch(path::startsWith)
                && !OTHERS_THEMSELVES.contains(path);
    }
}
