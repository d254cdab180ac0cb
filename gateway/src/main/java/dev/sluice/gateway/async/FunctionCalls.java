package dev.sluice.gateway.async;

import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.FairKey;
import dev.sluice.core.function.FairShares;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.async.CallSettings;
import dev.sluice.events.queue.QueueLimits;
import dev.sluice.gateway.invoke.RouteTable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the live version of each function says of its calls that run later, and what the platform says where it is silent, or not there.
 */
public record FunctionCalls(RouteTable routes, CallSettings usual) implements Function<FunctionName, CallSettings> {

    @Override
    public CallSettings apply(FunctionName function) {
        return routes.find(function.value())
                .map(route -> route.version().spec().async())
                .filter(told -> !told.equals(AsyncSpec.DEFAULT))
                .map(this::with)
                .orElse(usual);
    }

    private CallSettings with(AsyncSpec told) {
        QueueLimits limits = usual.limits();
        RetryPolicy policy = usual.policy();
        return new CallSettings(
                new QueueLimits(
                        told.backlogCalls().map(Integer::longValue).orElse(limits.calls()),
                        told.backlogBytes().map(MemorySize::bytes).orElse(limits.bytes()),
                        told.backlogAge().orElse(limits.age())),
                new RetryPolicy(
                        told.attempts().orElse(policy.attempts()),
                        told.maxAge().orElse(policy.age()),
                        backoff(told, policy.backoff())),
                told.shares().map(FairShares::weights).orElse(Map.of()));
    }

    /** What calls of the live version have in common that share one turn; empty if it does not say, or is not there. */
    public Optional<FairKey> fairKey(FunctionName function) {
        return routes.find(function.value())
                .flatMap(route -> route.version().spec().async().shares())
                .map(FairShares::key);
    }

    /** Where the spec says one of the two pauses, it counts, and the other is no hindrance. */
    private static Backoff backoff(AsyncSpec told, Backoff usual) {
        Duration first = told.firstPause().orElse(usual.first());
        Duration longest = told.longestPause().orElse(usual.longest());
        if (first.compareTo(longest) <= 0) {
            return new Backoff(first, longest);
        }
        return told.longestPause().isPresent() ? new Backoff(longest, longest) : new Backoff(first, first);
    }
}
