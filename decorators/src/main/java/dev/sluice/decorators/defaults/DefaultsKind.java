package dev.sluice.decorators.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.json.JsonBodies;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Fills in the members that a JSON body leaves out. A member that is there stays, also if it is null; objects are filled
 * in member by member. A request without a body gets one, if its method has one; what is no JSON object passes as it is.
 */
public final class DefaultsKind implements DecoratorKind<DefaultsSettings> {

    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");

    /** Media types that people send JSON under; the third is what curl says of everything. */
    private static final Set<String> TYPES = Set.of("", "text/plain", "application/x-www-form-urlencoded");

    /** Bytes of bodies that may be trees at the same time, which take many times as much: more wait for their turn. */
    private static final Semaphore PARSED = new Semaphore(2 * WholeLimits.DEFAULT.bytes(), true);

    @Override
    public String name() {
        return "defaults";
    }

    @Override
    public String summary() {
        return "Fills in what a JSON body leaves out.";
    }

    @Override
    public Class<DefaultsSettings> settings() {
        return DefaultsSettings.class;
    }

    @Override
    public String example() {
        return """
            - defaults:
                color: blue
                address: {country: CH}
                id: {random: uuid}
                createdAt: {now: iso}
            """;
    }

    @Override
    public Set<Trait> traits(DefaultsSettings settings) {
        return Set.of(Trait.BUFFERS_REQUEST);
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.BEFORE_ACCEPTANCE;
    }

    @Override
    public Decorator make(DefaultsSettings settings, DecoratorSite site) {
        Template template = Template.of(settings.values());
        WholeDecorator decorator = new WholeDecorator(site, (request, next) -> {
            Optional<WholeRequest> filled = filled(request, template, site);
            filled.ifPresent(changed -> site.fire(request.id(), new What.ChangedRequest()));
            return next.call(filled.orElse(request));
        });
        return decorator.onlyFor(DefaultsKind::mayBeJson);
    }

    private static boolean mayBeJson(RequestHead head) {
        return METHODS.contains(head.method())
                && head.headers().first("content-encoding").isEmpty()
                && (JsonBodies.isJson(head.headers()) || TYPES.contains(JsonBodies.mediaType(head.headers())));
    }

    /** Empty if there is nothing to fill in. */
    private static Optional<WholeRequest> filled(WholeRequest request, Template template, DecoratorSite site)
            throws InterruptedException {
        if (!request.body().hasRemaining()) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            template.fill(body, site);
            WholeRequest changed = request.withBody(JsonBodies.write(body));
            return Optional.of(changed.with(changed.head().headers().with("content-type", "application/json")));
        }
        int length = request.body().remaining();
        PARSED.acquire(length);
        try {
            Optional<JsonNode> body = JsonBodies.read(request.bytes());
            if (body.isPresent() && body.get() instanceof ObjectNode object && template.fill(object, site)) {
                return Optional.of(request.withBody(JsonBodies.write(object)));
            }
            return Optional.empty();
        } finally {
            PARSED.release(length);
        }
    }
}
