package dev.sluice.core.decorator;

import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/**
 * A kind of decorator, found by {@link java.util.ServiceLoader}. Without state.
 *
 * @param <S> its settings, as {@link dev.sluice.core.settings.Settings} reads them
 */
public interface DecoratorKind<S extends Record> {

    /** The word in specs: lower-case letters, digits and {@code -}, by the rule of function names. */
    String name();

    /** What it does, as one sentence. */
    String summary();

    Class<S> settings();

    /** An entry of {@code decorators:} in YAML that works as it stands, beginning with {@code "- "}. */
    String example();

    /** What people are warned by when decorators stand in an order that can hardly be meant. */
    default Set<Trait> traits(S settings) {
        return Set.of();
    }

    /** At the calls of which entry points it stands, unless a spec says otherwise; one that needs a caller's request, not at events. */
    default Set<EntryPoint> entryPoints() {
        return EntryPoint.ALL;
    }

    /** What of a request it takes as proof of who calls. */
    default Credentials credentials(S settings) {
        return Credentials.NONE;
    }

    /**
     * Checks at a deployment what takes more than reading the settings, and is not repeated when a kept version goes live
     * again. May block; called on a virtual thread.
     *
     * @throws IllegalArgumentException with a sentence, if the settings cannot work: a fault of the spec
     */
    default void check(S settings, DecoratorSite site) {}

    /**
     * Makes one, when a version goes live. May block; called on a virtual thread.
     *
     * @throws IllegalArgumentException with a sentence, if the settings cannot work: a fault of the spec
     */
    Decorator make(S settings, DecoratorSite site);
}
