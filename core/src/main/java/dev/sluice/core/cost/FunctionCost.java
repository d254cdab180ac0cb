package dev.sluice.core.cost;

import dev.sluice.core.function.MemorySize;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;

/**
 * What a function costs, in the currency of the table: paid by request, by what its instances keep, by an instance that is always
 * there, and by a machine. An estimate: a month is what was metered, in proportion, and memory is what the function's spec says now.
 *
 * @param callsAMonth as it was called so far
 * @param perCall the mean of a call of such a month, paid by request: the call, and its memory while it runs
 * @param byRequest all of them
 * @param idle what its instances cost in such a month while nobody calls
 * @param minInstances one instance for the whole month, whatever it is called
 * @param minInstancesFrom from how many calls a month on that is not dearer than by request; empty if one instance cannot serve so many
 * @param machine a machine for the whole month
 * @param machineFrom from how many calls a month on that is not dearer; empty if it cannot serve so many, or has too little memory for an instance
 * @param machineFromInstances from how many instances on that are always there it is not dearer than they are; empty if so many do not fit
 */
public record FunctionCost(
        double callsAMonth,
        double perCall,
        double byRequest,
        double idle,
        double minInstances,
        OptionalLong minInstancesFrom,
        double machine,
        OptionalLong machineFrom,
        OptionalLong machineFromInstances) {

    private static final double GIB = 1L << 30;

    /** Beyond what any function is called. */
    private static final long MOST_CALLS = 1_000_000_000_000_000L;

    /** @param concurrency calls that one instance runs at the same time */
    public static FunctionCost of(Usage usage, MemorySize memory, int concurrency, PriceTable prices) {
        double gib = memory.bytes() / GIB;
        double month = Usage.seconds(PriceTable.MONTH);
        double runSeconds = usage.calls() == 0 ? 0 : Usage.seconds(usage.run()) / usage.calls();
        ByRequest byRequest = new ByRequest(prices, runSeconds * gib);
        double calls = usage.inAMonth(usage.calls());
        double idle = prices.kept().of(usage.inAMonth(Usage.seconds(usage.idle())) * gib);
        double always = prices.kept().of(month * gib);
        long most = runSeconds == 0 ? MOST_CALLS : (long) Math.min(MOST_CALLS, concurrency * month / runSeconds);
        long fit = prices.machine().memory().bytes() / memory.bytes();
        double machine = prices.machine().month();
        return new FunctionCost(
                calls,
                byRequest.of(Math.max(1, calls)) / Math.max(1, calls),
                byRequest.of(calls),
                idle,
                always,
                from(byRequest::of, always, most),
                machine,
                fit == 0
                        ? OptionalLong.empty()
                        : from(byRequest::of, machine, (long) Math.min(MOST_CALLS, (double) most * fit)),
                from(instances -> prices.kept().of(instances * month * gib), machine, fit));
    }

    /** The least number up to {@code most} that costs so much; more never cost less. */
    private static OptionalLong from(DoubleUnaryOperator costs, double cost, long most) {
        if (most == 0 || costs.applyAsDouble(most) < cost) {
            return OptionalLong.empty();
        }
        long low = 0;
        long high = most;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (costs.applyAsDouble(middle) >= cost) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return OptionalLong.of(low);
    }

    private record ByRequest(PriceTable prices, double gibSeconds) {

        double of(double calls) {
            return prices.calls().of(calls) + prices.run().of(calls * gibSeconds);
        }
    }
}
