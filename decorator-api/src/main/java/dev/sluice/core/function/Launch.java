package dev.sluice.core.function;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How an instance of a function is started, and what it may do.
 *
 * @param timeout how long one may take to start, 10 ms to 10 min; empty for what the platform gives all
 * @param jvmOptions what {@link JvmOptions} allows, in order; with any, a runner is started for this function alone
 * @param calls the functions that it may call with its token, at most {@link #MOST_CALLS}; empty for all
 * @param uses what its token opens beside calls
 * @param sidecars what runs beside it, started in this order; at most {@link Sidecar#MOST}, each with a name of its own
 * @param adapters what reads what it and its sidecars print
 * @param egress its ambassadors; at most {@link Ambassador#MOST}, each with a name of its own
 */
public record Launch(
        Optional<Duration> timeout,
        List<String> jvmOptions,
        Optional<Set<FunctionName>> calls,
        Set<PlatformUse> uses,
        List<Sidecar> sidecars,
        Adapters adapters,
        List<Ambassador> egress) {

    /** How many functions {@code calls} may name. */
    public static final int MOST_CALLS = 100;

    /** What {@code startTimeout} may be. */
    public static final Range<Duration> TIMEOUT = new Range<>(Duration.ofMillis(10), Duration.ofMinutes(10));

    /** What a spec that says nothing gets. */
    public static final Launch DEFAULT = new Launch(Optional.empty(), List.of());

    public Launch {
        timeout.ifPresent(given -> TIMEOUT.check("startTimeout", given));
        jvmOptions = List.copyOf(jvmOptions);
        JvmOptions.problem(jvmOptions).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        calls = calls.map(Set::copyOf);
        uses = Set.copyOf(uses);
        if (calls.map(Set::size).orElse(0) > MOST_CALLS) {
            throw new IllegalArgumentException("calls names more than " + MOST_CALLS + " functions");
        }
        sidecars = List.copyOf(sidecars);
        if (sidecars.size() > Sidecar.MOST) {
            throw new IllegalArgumentException("a function has at most " + Sidecar.MOST + " sidecars");
        }
        if (sidecars.stream().map(Sidecar::name).distinct().count() < sidecars.size()) {
            throw new IllegalArgumentException("two sidecars have the same name");
        }
        egress = List.copyOf(egress);
        if (egress.size() > Ambassador.MOST) {
            throw new IllegalArgumentException("a function has at most " + Ambassador.MOST + " ambassadors");
        }
        if (egress.stream().map(Ambassador::name).distinct().count() < egress.size()) {
            throw new IllegalArgumentException("two ambassadors have the same name");
        }
    }

    /** One without adapters and ambassadors. */
    public Launch(
            Optional<Duration> timeout,
            List<String> jvmOptions,
            Optional<Set<FunctionName>> calls,
            Set<PlatformUse> uses,
            List<Sidecar> sidecars) {
        this(timeout, jvmOptions, calls, uses, sidecars, Adapters.NONE, List.of());
    }

    /** One whose token opens calls alone, and that runs by itself. */
    public Launch(Optional<Duration> timeout, List<String> jvmOptions, Optional<Set<FunctionName>> calls) {
        this(timeout, jvmOptions, calls, Set.of(), List.of());
    }

    /** One that may call all functions. */
    public Launch(Optional<Duration> timeout, List<String> jvmOptions) {
        this(timeout, jvmOptions, Optional.empty());
    }
}
