package dev.sluice.decorators.cors;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/** Lets pages of other origins call, and answers the questions that browsers ask before. */
public final class CorsKind implements DecoratorKind<CorsSettings> {

    @Override
    public String name() {
        return "cors";
    }

    @Override
    public String summary() {
        return "Lets pages of other origins call from browsers, and answers preflights.";
    }

    @Override
    public Class<CorsSettings> settings() {
        return CorsSettings.class;
    }

    @Override
    public String example() {
        return """
                - cors: {origins: ["https://app.example.org"], methods: [GET, POST], credentials: true}
                """;
    }

    @Override
    public Set<Trait> traits(CorsSettings settings) {
        return Set.of(Trait.ANSWERS_PREFLIGHTS);
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.WITH_CALLER;
    }

    @Override
    public Decorator make(CorsSettings settings, DecoratorSite site) {
        return new HeadDecorator(site, CrossOrigin.of(settings, site));
    }
}
