package dev.sluice.events.filter;

import dev.sluice.core.event.CloudEvent;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A filter, if there is one, and what became of the events that it was asked about. Thread-safe. */
public final class CountedFilter {

    private final Optional<EventFilter> filter;
    private final AtomicReference<FilterReport> report = new AtomicReference<>(FilterReport.NONE);

    public CountedFilter(Optional<EventFilter> filter) {
        this.filter = filter;
    }

    /** Whether the event is wanted; one of which that cannot be told is not. */
    public boolean wants(CloudEvent event) {
        return switch (filter.<Match>map(each -> each.match(event)).orElseGet(Match.Yes::new)) {
            case Match.Yes() -> true;
            case Match.No() -> {
                report.updateAndGet(now -> new FilterReport(now.filtered() + 1, now.failed(), now.lastFailure()));
                yield false;
            }
            case Match.Failed(String why) -> {
                report.updateAndGet(now -> new FilterReport(now.filtered(), now.failed() + 1, why));
                yield false;
            }
        };
    }

    /** What became of them since it was made; empty if there is no filter. */
    public Optional<FilterReport> report() {
        return filter.map(_ -> report.get());
    }
}
