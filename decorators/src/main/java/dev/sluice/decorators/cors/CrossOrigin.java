package dev.sluice.decorators.cors;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.HeadLook;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.RequestHead;
import java.util.List;
import java.util.Optional;

/** The CORS protocol of the Fetch standard, for one function. */
record CrossOrigin(CorsSettings settings, DecoratorSite site, boolean anyOrigin, List<String> ours)
        implements HeadLook {

    static CrossOrigin of(CorsSettings settings, DecoratorSite site) {
        // What the function itself says of it would contradict.
        List<String> ours = List.of(
                "access-control-allow-origin", "access-control-allow-credentials", "access-control-expose-headers");
        return new CrossOrigin(settings, site, settings.origins().contains(Origin.ANY), ours);
    }

    @Override
    public HeadStep look(Invocation invocation) {
        RequestHead head = invocation.head();
        Optional<String> origin = head.headers().first("origin");
        boolean preflight = head.method().equals("OPTIONS")
                && origin.isPresent()
                && head.headers().first("access-control-request-method").isPresent();
        if (preflight) {
            return preflight(origin.get(), head.headers());
        }
        Headers fields = anyOrigin
                ? allowed("*")
                : origin.filter(this::isAllowed).map(this::allowed).orElse(Headers.EMPTY);
        return HeadStep.pass(head, new Allowing(fields));
    }

    private boolean isAllowed(String origin) {
        return settings.origins().stream().anyMatch(allowed -> allowed.covers(origin));
    }

    private HeadStep preflight(String origin, Headers request) {
        if (!isAllowed(origin)) {
            return HeadStep.stop(site.problem(
                    403,
                    "origin_not_allowed",
                    "Pages of this origin may not call",
                    "'" + site.function() + "' does not let pages of this origin call. Whoever deploys it can name the"
                            + " origin in the settings of cors."));
        }
        Headers fields = allowed(origin)
                .without("access-control-expose-headers")
                .plus("Access-Control-Allow-Methods", String.join(", ", settings.methods()))
                .plus("Access-Control-Max-Age", Long.toString(settings.maxAge().toSeconds()))
                .plus("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
        Optional<String> headers = settings.headers().isEmpty()
                ? request.first("access-control-request-headers")
                : Optional.of(String.join(", ", settings.headers()));
        return HeadStep.stop(
                Answer.of(
                        204,
                        headers.map(names -> fields.plus("Access-Control-Allow-Headers", names))
                                .orElse(fields),
                        new byte[0]),
                "preflight");
    }

    private Headers allowed(String origin) {
        Headers fields = Headers.of("Access-Control-Allow-Origin", anyOrigin ? "*" : origin);
        fields = settings.credentials() ? fields.plus("Access-Control-Allow-Credentials", "true") : fields;
        return settings.expose().isEmpty()
                ? fields
                : fields.plus("Access-Control-Expose-Headers", String.join(", ", settings.expose()));
    }

    /** Puts the fields into the answer, and tells caches that it depends on the origin unless all have the same. */
    private final class Allowing implements Watch {

        private final Headers fields;

        Allowing(Headers fields) {
            this.fields = fields;
        }

        @Override
        public Headers answered(int status, Headers headers) {
            return varying(headers.edited(ours, fields));
        }

        /** A page is to see why its call failed. */
        @Override
        public Headers unanswered() {
            return varying(fields);
        }

        private Headers varying(Headers headers) {
            return anyOrigin ? headers : headers.plus("Vary", "Origin");
        }
    }
}
