package dev.sluice.core.function;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an instance of a function is started.
 *
 * @param timeout how long one may take to start, 10 ms to 10 min; empty for what the platform gives all
 * @param jvmOptions what {@link JvmOptions} allows, in order; with any, a runner is started for this function alone
 */
public record Launch(Optional<Duration> timeout, List<String> jvmOptions) {

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
    }
}
