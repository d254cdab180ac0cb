package dev.sluice.decorators.compress;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import java.util.Set;

/** Compresses answers with gzip for callers that take it, piece by piece as they come. */
public final class CompressKind implements DecoratorKind<CompressSettings> {

    @Override
    public String name() {
        return "compress";
    }

    @Override
    public String summary() {
        return "Compresses answers with gzip for callers that take it, piece by piece as they come.";
    }

    @Override
    public Class<CompressSettings> settings() {
        return CompressSettings.class;
    }

    @Override
    public String example() {
        return """
                - compress: {types: [text/*, application/json], minSize: 2000}
                """;
    }

    @Override
    public Set<Trait> traits(CompressSettings settings) {
        return Set.of(Trait.ENCODES_ANSWER);
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.ANSWERED;
    }

    @Override
    public Decorator make(CompressSettings settings, DecoratorSite site) {
        ContentNegotiation choice = new ContentNegotiation(settings);
        Decorator plain = new HeadDecorator(site, invocation -> HeadStep.pass(invocation.head(), choice));
        Decorator bodiless = new HeadDecorator(
                site,
                invocation -> HeadStep.pass(invocation.head(), new Watch() {
                    @Override
                    public Headers answered(int status, Headers headers) {
                        return choice.bodiless(status, headers);
                    }
                }));
        return (invocation, listener, next) -> {
            if (!ContentNegotiation.takesGzip(invocation.head().headers())) {
                return plain.around(invocation, listener, next);
            }
            return invocation.head().method().equals("HEAD")
                    ? bodiless.around(invocation, listener, next)
                    : compressed(choice, invocation, listener, next);
        };
    }

    private static Call compressed(
            ContentNegotiation choice, Invocation invocation, CallListener listener, Invoker next) {
        LateCall inner = new LateCall();
        CompressedAnswer answer = new CompressedAnswer(choice, listener, inner);
        inner.become(next.invoke(invocation, answer));
        return new CompressedCall(inner, answer);
    }
}
