package dev.sluice.core.decorator;

import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/** A decorator as a spec has it: its kind, its checked settings, and the entry points at whose calls it stands. */
public record BoundDecorator<S extends Record>(DecoratorKind<S> kind, S settings, Set<EntryPoint> on) {

    public BoundDecorator {
        on = Set.copyOf(on);
    }

    /** One that stands where its kind says. */
    public BoundDecorator(DecoratorKind<S> kind, S settings) {
        this(kind, settings, kind.entryPoints());
    }

    public Set<Trait> traits() {
        return kind.traits(settings);
    }

    public Credentials credentials() {
        return kind.credentials(settings);
    }

    /** As {@link DecoratorKind#check}. */
    public void check(DecoratorSite site) {
        kind.check(settings, site);
    }

    /** As {@link DecoratorKind#make}. */
    public Decorator make(DecoratorSite site) {
        return kind.make(settings, site);
    }
}
