package dev.sluice.decorators.twofactor;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.WaitingHead;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.decorators.evaluate.Evaluators;
import dev.sluice.decorators.twofactor.condition.Judge;
import dev.sluice.decorators.twofactor.login.SecondFactor;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** Asks for a second factor. Not a service of its own accord: it is made with the one that all its decorators share. */
public final class TwoFactorKind implements DecoratorKind<TwoFactorSettings> {

    private final Supplier<SecondFactor> factor;

    private final Evaluators evaluators;

    /** {@code factor} is asked when a version goes live. */
    public TwoFactorKind(Supplier<SecondFactor> factor, Evaluators evaluators) {
        this.factor = factor;
        this.evaluators = evaluators;
    }

    @Override
    public String name() {
        return "two-factor";
    }

    @Override
    public String summary() {
        return "Lets a call pass only with a second factor: a code of an app, a code that was sent, or a recovery"
                + " code.";
    }

    @Override
    public Class<TwoFactorSettings> settings() {
        return TwoFactorSettings.class;
    }

    @Override
    public String example() {
        return """
            - two-factor: {methods: [POST, DELETE], when: "request.body.amount > 1000", remember: 10m}
            """;
    }

    @Override
    public Set<Trait> traits(TwoFactorSettings settings) {
        Set<Trait> traits = EnumSet.of(Trait.REQUIRES_SUBJECT, Trait.PASSES_ONCE);
        if (settings.readsBody()) {
            traits.add(Trait.BUFFERS_REQUEST);
        }
        return traits;
    }

    @Override
    public Credentials credentials(TwoFactorSettings settings) {
        return Credentials.fields(TwoFactorHeaders.CHALLENGE, TwoFactorHeaders.CODE, TwoFactorHeaders.PROOF);
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.WITH_CALLER;
    }

    @Override
    public Decorator make(TwoFactorSettings settings, DecoratorSite site) {
        Judge judge = settings.when()
                .map(condition -> Judge.of(condition, evaluators, site.function()))
                .orElseGet(Judge::always);
        Checkpoint checkpoint = new Checkpoint(settings, site, factor.get(), judge);
        Decorator asking = settings.readsBody()
                ? new WholeDecorator(site, new WholeCheck(checkpoint))
                : new WaitingHead(
                        site, invocation -> checkpoint.check(invocation.id(), invocation.head(), new byte[0]));
        // What is not concerned pays for no thread and no body.
        Decorator passing = new HeadDecorator(site, invocation -> checkpoint.unconcerned(invocation.head()));
        return (invocation, listener, next) ->
                settings.concerns(invocation.head().method())
                        ? asking.around(invocation, listener, next)
                        : passing.around(invocation, listener, next);
    }
}
