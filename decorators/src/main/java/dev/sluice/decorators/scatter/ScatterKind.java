package dev.sluice.decorators.scatter;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/** Asks several at once and makes one answer of theirs. */
public final class ScatterKind implements DecoratorKind<ScatterSettings> {

    @Override
    public String name() {
        return "scatter";
    }

    @Override
    public String summary() {
        return "Calls several functions, or one for several shards, at once, and makes one answer of theirs.";
    }

    @Override
    public Class<ScatterSettings> settings() {
        return ScatterSettings.class;
    }

    @Override
    public String example() {
        return """
                - scatter: {to: [search-east, search-west], merge: {top: {count: 10, by: score}}, deadline: 2s, atLeast: 1}
                """;
    }

    @Override
    public Set<Trait> traits(ScatterSettings settings) {
        return settings.to().isEmpty()
                ? Set.of(Trait.BUFFERS_REQUEST, Trait.BUFFERS_ANSWER)
                : Set.of(Trait.BUFFERS_REQUEST, Trait.BUFFERS_ANSWER, Trait.SHOWS_REQUESTS);
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(ScatterSettings settings, DecoratorSite site) {
        boolean itself = settings.leaves(site.function()).stream()
                .anyMatch(
                        leaf -> leaf.function().in(site.function().namespace()).equals(site.function()));
        if (itself && settings.merge() instanceof Merge.Function) {
            throw new IllegalArgumentException("'" + site.function()
                    + "' cannot gather answers and be one of those that give them: name other functions in 'to', or"
                    + " another merge");
        }
        return new WholeDecorator(site, new Scatter(settings, site));
    }
}
