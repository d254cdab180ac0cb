package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.time.Instant;
import java.util.Set;

/** Decides what may be kept (RFC 9111, 3). */
record Storing(CacheSettings settings) {

    /** Those that a cache understands and may keep by its own judgement (RFC 9110, 15.1). */
    private static final Set<Integer> PLAIN = Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

    /** Kept only if they say how long. */
    private static final Set<Integer> EXPLICIT = Set.of(302, 307);

    boolean may(RequestHead request, int status, Headers answer, Instant now) {
        Directives says = Directives.of(answer);
        boolean told = Freshness.explicit(answer, says, now).isPresent();
        boolean shared = says.has("public") || says.has("s-maxage") || says.has("must-revalidate");
        if (!PLAIN.contains(status) && !(EXPLICIT.contains(status) && told)) {
            return false;
        }
        if (says.has("no-store") || says.has("private") || varies(answer) || streams(answer)) {
            return false;
        }
        if (answer.first("set-cookie").isPresent() && !says.has("public")) {
            return false;
        }
        if (hasCredentials(request.headers())
                && !shared
                && !settings.authorized()
                && !settings.key().subject()) {
            return false;
        }
        return isOfUse(answer, says, now);
    }

    private static boolean hasCredentials(Headers request) {
        return request.first("authorization").isPresent()
                || request.first(PlatformHeaders.SUBJECT).isPresent();
    }

    private static boolean varies(Headers answer) {
        return answer.all("vary").stream().anyMatch(value -> value.contains("*"));
    }

    /** Events that never end are not waited for. */
    private static boolean streams(Headers answer) {
        return answer.first("content-type").orElse("").startsWith("text/event-stream");
    }

    private boolean isOfUse(Headers answer, Directives says, Instant now) {
        Freshness freshness = Freshness.of(answer, says, now, settings);
        boolean lasts = freshness
                .lifetime()
                .plus(freshness.longestGrace())
                .minus(freshness.initialAge())
                .isPositive();
        boolean checkable = answer.first("etag").isPresent()
                || answer.first("last-modified").isPresent();
        boolean asked = Freshness.explicit(answer, says, now).isPresent() || says.has("no-cache");
        return lasts || checkable && asked;
    }
}
