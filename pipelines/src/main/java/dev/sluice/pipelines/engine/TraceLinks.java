package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import java.util.ArrayList;
import java.util.List;

/** The recorded traces of the items that something is made of: the first ones. For one thread. */
final class TraceLinks {

    /** How many are held. */
    static final int MOST = 128;

    private static final int BYTES = 120;

    private final List<String> links = new ArrayList<>(0);

    /** {@code item}: one of those that it is made of. */
    void add(CloudEvent item) {
        if (links.size() < MOST) {
            StageTraces.of(item).filter(StageTraces::isRecorded).ifPresent(links::add);
        }
    }

    List<String> all() {
        return links;
    }

    /** What it holds in memory, about. */
    long bytes() {
        return (long) BYTES * links.size();
    }
}
