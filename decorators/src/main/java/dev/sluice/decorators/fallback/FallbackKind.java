package dev.sluice.decorators.fallback;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.decorators.repeat.Repeatable;
import java.util.List;
import java.util.Set;

/** Answers something else where a function fails. */
public final class FallbackKind implements DecoratorKind<FallbackSettings> {

    @Override
    public String name() {
        return "fallback";
    }

    @Override
    public String summary() {
        return "Answers with something prepared, or asks another function, where a call fails; a header marks it.";
    }

    @Override
    public Class<FallbackSettings> settings() {
        return FallbackSettings.class;
    }

    @Override
    public String example() {
        return """
                - fallback: {instead: {answer: {status: 200, body: '{"prices": []}'}}, statuses: [500-599]}
                """;
    }

    @Override
    public Set<Trait> traits(FallbackSettings settings) {
        return Set.of(Trait.BUFFERS_REQUEST);
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(FallbackSettings settings, DecoratorSite site) {
        if (settings.instead() instanceof FallbackAnswer.Function(FunctionName name)
                && name.in(site.function().namespace()).equals(site.function())) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be its own fallback: name another function, or use retry to call it again");
        }
        return new Repeatable(site, List.of(), settings.body(), new Fallback(settings, site));
    }
}
