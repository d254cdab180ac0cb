package dev.sluice.decorators.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.decorators.Decorated;
import dev.sluice.decorators.twofactor.login.LostState;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SharedRateLimitTest {

    private final Decorated one = new Decorated(new RateLimitKind());
    private final Decorated other = new Decorated(new RateLimitKind());
    private final VirtualTime time = new VirtualTime();
    private final KeyedState state = new InMemoryKeyedState(time::instant);

    private Invoker sharing(Decorated gateway, String settings) {
        gateway.sites().state(state);
        return gateway.with(settings);
    }

    private static HeardCall call(Invoker invoker) {
        HeardCall caller = HeardCall.of(invoker, Invocations.get("X-Forwarded-For", "192.0.2.7"));
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private StateKey only() {
        return state.keys("decorator", 9).getFirst();
    }

    @Test
    void twoGatewaysLetThroughNoMoreThanOne() {
        Invoker first = sharing(one, "{rate: 2, per: 60s, shared: true}");
        Invoker second = sharing(other, "{rate: 2, per: 60s, shared: true}");

        assertThat(call(first).status()).isEqualTo(200);
        HeardCall last = call(second);
        HeardCall refused = call(first);

        assertThat(last.headers().first("RateLimit")).contains("\"address-1m\";r=0;t=60");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers().first("Retry-After")).contains("30");
        assertThat(call(second).status()).isEqualTo(429);
    }

    @Test
    void withoutItEachGatewayCountsForItselfAndWritesNothing() {
        Invoker first = sharing(one, "{rate: 1, per: 60s}");
        Invoker second = sharing(other, "{rate: 1, per: 60s}");

        assertThat(call(first).status()).isEqualTo(200);
        assertThat(call(second).status()).isEqualTo(200);
        assertThat(state.keys("decorator", 9)).isEmpty();
    }

    @Test
    void aBucketIsForgottenWhenItIsFull() {
        Invoker invoker = sharing(one, "{rate: 2, per: 60s, shared: true}");
        call(invoker);
        assertThat(state.get(only()).orElseThrow().value())
                .isEqualTo("1 " + time.instant().plusSeconds(30).toEpochMilli() + "000000");

        time.pass(Duration.ofSeconds(31));

        assertThat(state.keys("decorator", 9)).isEmpty();
    }

    @Test
    void decoratorsOfDifferentFunctionsAndPlacesHaveBucketsOfTheirOwn() {
        var site = one.sites().site("rate-limit", 0);

        assertThat(site.stateKey("a"))
                .isEqualTo(other.sites().site("rate-limit", 0).stateKey("a"))
                .isNotEqualTo(one.sites().site("rate-limit", 1).stateKey("a"))
                .isNotEqualTo(one.sites().site("idempotency", 0).stateKey("a"))
                .isNotEqualTo(site.stateKey("b"));
    }

    @Test
    void aRecordOfANewerFormatIsLeftAloneAndTheGatewayCountsForItself() {
        Invoker invoker = sharing(one, "{rate: 1, per: 60s, shared: true}");
        call(invoker);
        StateKey key = only();
        KeyedState.Entry entry = state.get(key).orElseThrow();
        state.put(key, "2 anything", entry.version(), Instant.MAX);

        assertThat(call(invoker).status()).isEqualTo(200);
        assertThat(call(invoker).status()).isEqualTo(429);
        assertThat(state.get(key).orElseThrow().value()).isEqualTo("2 anything");
    }

    @Test
    void whileTheStateFailsTheGatewayCountsForItself() {
        one.sites().state(new LostState());
        Invoker invoker = one.with("{rate: 1, per: 60s, shared: true}");

        assertThat(call(invoker).status()).isEqualTo(200);
        assertThat(call(invoker).status()).isEqualTo(429);
        assertThat(one.sites().eventWords()).startsWith("failed");
    }
}
