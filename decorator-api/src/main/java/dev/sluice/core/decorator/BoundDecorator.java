package dev.sluice.core.decorator;

import java.util.Set;

/** A decorator as a spec has it: its kind and its checked settings. */
public record BoundDecorator<S extends Record>(DecoratorKind<S> kind, S settings) {

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
