package dev.sluice.benchmarks.code;

import dev.sluice.function.CloudEvent;
import java.util.List;
import java.util.function.Function;

/** A function of many events at once: how many bytes they have together. */
public final class Totals implements Function<List<CloudEvent>, String> {

    @Override
    public String apply(List<CloudEvent> events) {
        long bytes = 0;
        for (CloudEvent event : events) {
            bytes += event.bytes().length;
        }
        return String.valueOf(bytes);
    }
}
