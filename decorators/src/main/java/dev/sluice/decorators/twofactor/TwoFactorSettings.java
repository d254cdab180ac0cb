package dev.sluice.decorators.twofactor;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.settings.Setting;
import dev.sluice.decorators.twofactor.condition.Condition;
import dev.sluice.decorators.twofactor.login.Terms;
import dev.sluice.decorators.twofactor.login.Terms.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When the second factor is asked for, and how. */
public record TwoFactorSettings(
        @Setting(
                value = "the methods that need it; all of them if none is named",
                pattern = "[A-Z]{1,20}",
                patternRule = "methods in capitals, as in POST",
                most = "20")
        List<String> methods,

        @Setting("a CEL expression over the request that is true when it is needed")
        Optional<Condition> when,

        @Setting("the function that sends codes; without it only apps and recovery codes count")
        Optional<FunctionName> notifier,

        @Setting(value = "who makes the codes that are sent", otherwise = "platform")
        Terms.Maker codes,

        @Setting(value = "how long a code is that is sent", unit = "digits", least = "6", most = "8", otherwise = "6")
        int digits,

        @Setting(value = "how long a challenge is open", least = "30s", most = "1h", otherwise = "5m")
        Duration expires,

        @Setting(
                value = "how long a good code counts for later calls; without it, for one call",
                least = "1s",
                most = "24h")
        Optional<Duration> remember) {

    Terms terms(FunctionName function) {
        Delivery delivery = notifier.<Delivery>map(by -> new Delivery.By(by.in(function.namespace()), digits, codes))
                .orElseGet(Delivery.None::new);
        return new Terms(function, delivery, expires);
    }

    boolean readsBody() {
        return when.map(Condition::readsBody).orElse(false);
    }

    /** However it is written: a function may take {@code post} for {@code POST}. */
    boolean concerns(String method) {
        return methods.isEmpty() || methods.stream().anyMatch(method::equalsIgnoreCase);
    }
}
