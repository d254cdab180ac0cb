package dev.sluice.events.bus;

import dev.sluice.core.function.Namespace;
import java.util.Set;

/** Who reads published events. Thread-safe; asked by any thread, and may read from a disk. */
public interface Subscribers {

    /** Namespaces in which anybody does. */
    Set<Namespace> namespaces();

    /** Kafka's names of the consumer groups, one for each subscriber, also of those that are paused. */
    Set<String> groups(Namespace namespace);
}
