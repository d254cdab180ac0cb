package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.cost.FunctionCost;
import dev.sluice.core.cost.KeepAliveAdvice;
import dev.sluice.core.cost.PriceTable;
import dev.sluice.core.cost.Usage;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.Scaling;
import dev.sluice.gateway.observe.metering.Metered;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Costs as the API tells of them, to four figures.
 *
 * @param currency what all amounts are in
 * @param date when the prices were looked up
 * @param source where they come from
 */
record CostAnswer(String currency, String date, String source, List<Function> functions) {

    private static final MathContext FOUR_FIGURES = new MathContext(4);

    /**
     * One function; what is told of a month is what was metered, in proportion.
     *
     * @param observedSeconds since its first call or instance at this gateway
     * @param perCall the mean of such a month, paid by request
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Function(
            String name,
            String memory,
            BigDecimal observedSeconds,
            long calls,
            long coldStarts,
            BigDecimal runSeconds,
            BigDecimal upSeconds,
            BigDecimal idleSeconds,
            String keepAlive,
            String keepAlivePolicy,
            BigDecimal perCall,
            Month month,
            Standing minInstances,
            Machine machine,
            Optional<String> advice) {}

    /** A month that goes on as it was: its calls, what they cost by request, and what instances cost meanwhile that nobody calls. */
    record Month(BigDecimal calls, BigDecimal byRequest, BigDecimal idle) {}

    /** A server for all month; from how many instances that are always there on it is not dearer than they are. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Machine(BigDecimal month, Optional<Long> fromCalls, Optional<Long> fromInstances) {}

    /** What the picture of all pools has of a function. */
    record Glance(String currency, BigDecimal perCall, BigDecimal byRequest, BigDecimal idle) {

        static Glance of(FunctionVersion version, Metered metered, PriceTable prices) {
            FunctionCost cost = cost(version, metered, prices);
            return new Glance(
                    prices.currency(), rounded(cost.perCall()), rounded(cost.byRequest()), rounded(cost.idle()));
        }
    }

    /** What is there all month, whatever it is called, and from how many calls a month on it is not dearer than by request. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Standing(BigDecimal month, Optional<Long> fromCalls) {

        static Standing of(double month, OptionalLong from) {
            return new Standing(rounded(month), told(from));
        }
    }

    /** Of those of a namespace that have a live version with code. */
    static CostAnswer of(
            Namespace namespace,
            Map<FunctionName, Metered> metered,
            java.util.function.Function<FunctionName, Optional<FunctionVersion>> live,
            PriceTable prices) {
        List<Function> functions = metered.entrySet().stream()
                .filter(entry -> entry.getKey().namespace().equals(namespace))
                .flatMap(entry -> live.apply(entry.getKey()).stream()
                        .filter(version -> version.artifact().isPresent())
                        .flatMap(version -> Stream.of(function(version, entry.getValue(), prices))))
                .toList();
        return new CostAnswer(prices.currency(), prices.date(), prices.source().orElse(""), functions);
    }

    private static Function function(FunctionVersion version, Metered metered, PriceTable prices) {
        Usage usage = metered.usage();
        FunctionSpec spec = version.spec();
        Scaling scaling = spec.scaling();
        FunctionCost cost = cost(version, metered, prices);
        return new Function(
                version.function().name(),
                spec.memory().toString(),
                seconds(usage.observed()),
                usage.calls(),
                usage.coldStarts(),
                seconds(usage.run()),
                seconds(usage.up()),
                seconds(usage.idle()),
                DurationText.format(scaling.keepAlive()),
                scaling.keepAlivePolicy().name().toLowerCase(Locale.ROOT),
                rounded(cost.perCall()),
                new Month(rounded(cost.callsAMonth()), rounded(cost.byRequest()), rounded(cost.idle())),
                Standing.of(cost.minInstances(), cost.minInstancesFrom()),
                new Machine(rounded(cost.machine()), told(cost.machineFrom()), told(cost.machineFromInstances())),
                KeepAliveAdvice.of(metered.gaps(), scaling));
    }

    private static FunctionCost cost(FunctionVersion version, Metered metered, PriceTable prices) {
        FunctionSpec spec = version.spec();
        return FunctionCost.of(metered.usage(), spec.memory(), spec.scaling().concurrency(), prices);
    }

    private static Optional<Long> told(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3);
    }

    private static BigDecimal rounded(double amount) {
        BigDecimal rounded = new BigDecimal(amount).round(FOUR_FIGURES).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}
