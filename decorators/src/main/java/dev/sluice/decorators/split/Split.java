package dev.sluice.decorators.split;

import dev.sluice.core.choice.WeightedChoice;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.ClientAddress;
import dev.sluice.core.invocation.Cookies;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import java.util.Optional;

/** Sends each call to one of several functions, streamed through in both directions. */
final class Split implements Decorator {

    private final SplitSettings settings;
    private final DecoratorSite site;
    private final WeightedChoice<FunctionName> weights;

    Split(SplitSettings settings, DecoratorSite site) {
        this.settings = settings;
        this.site = site;
        this.weights = new WeightedChoice<>(settings.targets(), FunctionName::value);
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        Headers headers = invocation.head().headers();
        return switch (settings.sticky()) {
            case Sticky.Never() -> to(drawn(), invocation, listener, next);
            case Sticky.Subject() ->
                byKey(headers.first(PlatformHeaders.SUBJECT).orElse(""), invocation, listener, next);
            case Sticky.Header(String name) -> byKey(headers.first(name).orElse(""), invocation, listener, next);
            case Sticky.Address() -> byKey(ClientAddress.network(headers), invocation, listener, next);
            case Sticky.Cookie cookie -> byCookie(cookie, invocation, listener, next);
        };
    }

    private FunctionName drawn() {
        return weights.at(site.services().random().nextDouble());
    }

    private Call byKey(String key, Invocation invocation, CallListener listener, Invoker next) {
        return to(key.isEmpty() ? drawn() : weights.of(key), invocation, listener, next);
    }

    private Call byCookie(Sticky.Cookie cookie, Invocation invocation, CallListener listener, Invoker next) {
        Headers headers = invocation.head().headers();
        Optional<FunctionName> known = Cookies.value(headers, cookie.name()).flatMap(weights::named);
        if (known.isPresent()) {
            return to(known.get(), invocation, listener, next);
        }
        FunctionName target = drawn();
        boolean secure = headers.first("x-forwarded-proto").orElse("").equals("https");
        Watch setting = new SetCookie(SplitCookie.set(cookie, target.value(), site.function(), secure));
        return new HeadDecorator(site, same -> HeadStep.pass(same.head(), setting))
                .around(invocation, listener, (same, told) -> to(target, same, told, next));
    }

    private Call to(FunctionName target, Invocation invocation, CallListener listener, Invoker next) {
        site.fire(invocation.id(), new What.Routed(target.value()));
        if (target.in(site.function().namespace()).equals(site.function())) {
            return next.invoke(invocation, listener);
        }
        return site.services().functions().invoke(invocation.to(target), new MissingTarget(site, target, listener));
    }

    private record SetCookie(String value) implements Watch {

        @Override
        public Headers answered(int status, Headers headers) {
            return headers.plus("Set-Cookie", value);
        }
    }
}
