package dev.sluice.examples.stamp;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.invocation.Headers;
import java.util.Set;

/** Stamps answers with who made them and when; with a key, the stamp is signed together with the body. */
public final class StampKind implements DecoratorKind<StampSettings> {

    /** The longest answer that is signed. */
    private static final int LONGEST = 1024 * 1024;

    @Override
    public String name() {
        return "stamp";
    }

    @Override
    public String summary() {
        return "Stamps answers with who made them and when, signed if there is a key.";
    }

    @Override
    public Class<StampSettings> settings() {
        return StampSettings.class;
    }

    @Override
    public String example() {
        return "- stamp: {by: shop, key: stamp-key}\n";
    }

    @Override
    public Set<Trait> traits(StampSettings settings) {
        return settings.key().isPresent() ? Set.of(Trait.BUFFERS_REQUEST, Trait.BUFFERS_ANSWER) : Set.of();
    }

    @Override
    public Decorator make(StampSettings settings, DecoratorSite site) {
        return settings.key()
                .map(name -> signing(settings, secret(name, site), site))
                .orElseGet(() -> plain(settings, site));
    }

    /** Looks at heads only: no body is read, nothing waits. */
    private static Decorator plain(StampSettings settings, DecoratorSite site) {
        Watch stamping = new Watch() {
            @Override
            public Headers answered(int status, Headers headers) {
                return headers.with(Stamp.HEADER, stamp(settings, site).plain());
            }
        };
        return new HeadDecorator(site, call -> HeadStep.pass(call.head(), stamping));
    }

    /** Needs the body, so it runs on a virtual thread and may wait for it. */
    private static Decorator signing(StampSettings settings, SecretValue key, DecoratorSite site) {
        return new WholeDecorator(site, (request, next) -> switch (next.call(request)
                .gathered(LONGEST)) {
            case Reply.Whole whole -> {
                Answer answer = whole.answer();
                site.fire(request.id(), new What.ChangedAnswer());
                yield whole.with(answer.with(Stamp.HEADER, stamp(settings, site).signed(key, answer.body())));
            }
            case Reply.Began _ ->
                Reply.own(
                        site.problem(
                                502,
                                "answer_too_long_to_sign",
                                "The answer is too long to be signed",
                                "The answer is longer than " + LONGEST
                                        + " bytes: make it shorter, or leave the key out."),
                        request);
            case Reply failed -> failed;
        });
    }

    private static SecretValue secret(SecretName name, DecoratorSite site) {
        return site.secret(name).orElseThrow(() -> new IllegalArgumentException("there is no secret '" + name + "'"));
    }

    private static Stamp stamp(StampSettings settings, DecoratorSite site) {
        return new Stamp(settings.by(), site.timers().instant());
    }
}
