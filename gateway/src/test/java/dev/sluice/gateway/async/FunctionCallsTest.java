package dev.sluice.gateway.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.FairKey;
import dev.sluice.core.function.FairShares;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.async.CallSettings;
import dev.sluice.events.queue.QueueLimits;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.testkit.catalog.Functions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionCallsTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));
    private static final CallSettings USUAL = new CallSettings(
            new QueueLimits(100, 1_000, Duration.ofHours(2)),
            new RetryPolicy(3, Duration.ofHours(6), BACKOFF),
            Map.of());

    private static final Invoker NOWHERE = (_, _) -> EndedCall.INSTANCE;

    private final RouteTable routes = new RouteTable();
    private final FunctionCalls calls = new FunctionCalls(routes, USUAL);

    @Test
    void whatASpecLeavesOpenIsAsThePlatformSays() {
        serve("plain", AsyncSpec.DEFAULT);
        serve(
                "patient",
                new AsyncSpec(
                        Optional.of(9),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new MemorySize(2)),
                        Optional.empty(),
                        Optional.of(new FairShares(new FairKey.Header("X-Tenant"), Map.of("gold", 4))),
                        Optional.empty()));

        assertThat(of("missing")).isEqualTo(USUAL);
        assertThat(of("plain")).isEqualTo(USUAL);
        assertThat(of("patient"))
                .isEqualTo(new CallSettings(
                        new QueueLimits(100, 2 << 20, Duration.ofHours(2)),
                        new RetryPolicy(9, Duration.ofHours(6), BACKOFF),
                        Map.of("gold", 4)));
        assertThat(calls.fairKey(new FunctionName("missing"))).isEmpty();
        assertThat(calls.fairKey(new FunctionName("plain"))).isEmpty();
        assertThat(calls.fairKey(new FunctionName("patient"))).contains(new FairKey.Header("X-Tenant"));
    }

    @Test
    void aPauseThatIsSaidCountsBeforeOneThatIsNot() {
        serve("hasty", pauses(Optional.empty(), Optional.of(Duration.ofMillis(20))));
        serve("slow", pauses(Optional.of(Duration.ofHours(1)), Optional.empty()));
        serve("both", pauses(Optional.of(Duration.ofSeconds(2)), Optional.of(Duration.ofSeconds(3))));

        assertThat(of("hasty").policy().backoff()).isEqualTo(new Backoff(Duration.ofMillis(20), Duration.ofMillis(20)));
        assertThat(of("slow").policy().backoff()).isEqualTo(new Backoff(Duration.ofHours(1), Duration.ofHours(1)));
        assertThat(of("both").policy().backoff()).isEqualTo(new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(3)));
    }

    private static AsyncSpec pauses(Optional<Duration> first, Optional<Duration> longest) {
        return new AsyncSpec(
                Optional.empty(),
                Optional.empty(),
                first,
                longest,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private CallSettings of(String function) {
        return calls.apply(new FunctionName(function));
    }

    private void serve(String function, AsyncSpec async) {
        FunctionVersion version = Functions.later(Functions.version(function, 1), 1, async);
        routes.put(new Route(version, NOWHERE, NOWHERE, List.of()));
    }
}
