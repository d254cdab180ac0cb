package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;

/** Decides what may be kept (RFC 9111, 3). */
record Cacheability(CacheSettings settings) {

    /** Those that may be kept by our own judgement (RFC 9110, 15.1). */
    private static final Set<Integer> PLAIN = Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

    /** Those that belong to a request of their own kind. */
    private static final Set<Integer> NEVER = Set.of(206, 304);

    boolean may(RequestHead request, int status, Headers answer, Instant now) {
        Directives says = Directives.of(answer);
        boolean told = Freshness.explicit(answer, says, now).isPresent();
        boolean understood = PLAIN.contains(status) || !says.has("must-understand");
        boolean shared = says.has("public") || says.has("s-maxage") || says.has("must-revalidate");
        if (NEVER.contains(status) || !understood || !PLAIN.contains(status) && !told) {
            return false;
        }
        if (!told && !new Cookies(settings).mayShare(request.headers(), answer)) {
            return false;
        }
        if (says.has("no-store") || says.has("private") || variesByAll(answer) || streams(answer)) {
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

    private static boolean variesByAll(Headers answer) {
        return answer.all("vary").stream()
                .flatMap(field -> Arrays.stream(field.split(",")))
                .anyMatch(name -> name.strip().equals("*"));
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
