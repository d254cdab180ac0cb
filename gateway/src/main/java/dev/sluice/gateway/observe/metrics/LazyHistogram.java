package dev.sluice.gateway.observe.metrics;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A histogram that is made with its first value: most functions never wait and seldom start. Thread-safe. */
final class LazyHistogram {

    private final AtomicReference<@Nullable Histogram> made = new AtomicReference<>();

    void observe(long nanos) {
        Histogram histogram = made.get();
        if (histogram == null) {
            histogram = new Histogram();
            Histogram raced = made.compareAndExchange(null, histogram);
            histogram = raced == null ? histogram : raced;
        }
        histogram.observe(nanos);
    }

    /** Empty while there is no value. */
    Optional<Histogram> histogram() {
        return Optional.ofNullable(made.get());
    }
}
