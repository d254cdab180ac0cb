package dev.sluice.events.workqueue;

import dev.sluice.core.function.Namespace;

/** What a work queue is known by. Names of namespaces and queues have no dots. */
public record WorkQueueId(Namespace namespace, String name) {

    /** The three topics of a queue, as Kafka knows them. */
    record Topics(String wishes, String items, String results) {}

    /** {@code prefix}: of all topics of the platform. */
    Topics topics(String prefix) {
        String begin = prefix + "work-queues." + namespace + "." + name;
        return new Topics(begin + ".wishes", begin + ".items", begin + ".results");
    }

    @Override
    public String toString() {
        return namespace.isDefault() ? name : namespace + "/" + name;
    }
}
