package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.invocation.Headers;
import java.util.Arrays;

/**
 * Whether callers with cookies share answers that do not say themselves how long they may be used. Such an answer may
 * well be for one of them alone, so they do so only where somebody said it.
 */
record Cookies(CacheSettings settings) {

    private static final String NAME = "cookie";

    /** Whether the answer to {@code request} may be kept for others. */
    boolean mayShare(Headers request, Headers answer) {
        return isTold(request)
                || request.first(NAME).isEmpty()
                || answer.all("vary").stream()
                        .flatMap(field -> Arrays.stream(field.split(",")))
                        .anyMatch(name -> name.strip().equalsIgnoreCase(NAME));
    }

    /** Whether a kept answer may be given to {@code request}. */
    boolean mayServe(Headers request, Stored stored) {
        return isTold(request)
                || stored.freshness().told()
                || request.first(NAME).isEmpty()
                || stored.variesBy(NAME);
    }

    /** By the settings, one of which gives each caller answers of its own that is known by name. */
    private boolean isTold(Headers request) {
        return settings.cookies()
                || settings.key().headers().stream().anyMatch(NAME::equalsIgnoreCase)
                || settings.key().subject()
                        && request.first(PlatformHeaders.SUBJECT).isPresent();
    }
}
