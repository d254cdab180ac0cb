package dev.sluice.decorators.function;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.decorators.function.FunctionSettings.Phase;
import java.util.EnumSet;
import java.util.Set;

/** Runs a deployed function around the call. What is said between the two stands in docs/decorators-functions.md. */
public final class FunctionKind implements DecoratorKind<FunctionSettings> {

    @Override
    public String name() {
        return "function";
    }

    @Override
    public String summary() {
        return "Runs a deployed function around the call: it may change the request or the answer, or answer by itself.";
    }

    @Override
    public Class<FunctionSettings> settings() {
        return FunctionSettings.class;
    }

    @Override
    public String example() {
        return """
                - function:
                    name: add-defaults
                    phases: [request]
                    timeout: 2s
                    onFailure: fail
                """;
    }

    @Override
    public Set<Trait> traits(FunctionSettings settings) {
        Set<Trait> traits = EnumSet.of(Trait.BUFFERS_REQUEST);
        if (settings.phases().contains(Phase.REQUEST)) {
            traits.add(Trait.MAY_IDENTIFY);
        }
        if (settings.phases().contains(Phase.RESPONSE)) {
            traits.add(Trait.BUFFERS_ANSWER);
        }
        return traits;
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.BEFORE_ACCEPTANCE;
    }

    @Override
    public Decorator make(FunctionSettings settings, DecoratorSite site) {
        if (settings.name().in(site.function().namespace()).equals(site.function())) {
            throw new IllegalArgumentException(
                    "the function '" + site.function() + "' cannot stand around itself: name another one");
        }
        DecoratorServices all = site.services();
        DecoratorServices timed = new DecoratorServices(
                all.timers(),
                all.random(),
                all.secureRandom(),
                new TimedCalls(all.functions(), all.timers(), settings.timeout()),
                all.secrets(),
                all.executor(),
                all.bodies(),
                all.events(),
                all.state());
        DecoratorSite place = site.with(timed);
        WholeLimits limits =
                WholeLimits.DEFAULT.withBytes(Math.toIntExact(settings.maxBody().bytes()));
        return new WholeDecorator(place, limits, new Conversation(settings, place));
    }
}
