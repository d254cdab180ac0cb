package dev.sluice.events.workqueue;

import dev.sluice.core.function.Namespace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a work queue is known by. Names of namespaces and queues have no dots. */
public record WorkQueueId(Namespace namespace, String name) {

    private static final int DIGITS = 36;

    /** The three topics of a queue, as Kafka knows them. */
    record Topics(String wishes, String items, String results) {

        /** {@code begin}: what all three begin with. */
        static Topics of(String begin) {
            return new Topics(begin + ".wishes", begin + ".items", begin + ".results");
        }

        /** Those among which one has this name; empty if that is no topic of a queue. */
        static Optional<Topics> with(String name) {
            Topics topics = of(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
            return Optional.of(topics).filter(made -> made.names().contains(name));
        }

        /** What all three begin with. */
        String begin() {
            return wishes.substring(0, wishes.lastIndexOf('.'));
        }

        List<String> names() {
            return List.of(wishes, items, results);
        }
    }

    /** What the names of the topics of all queues begin with. */
    static String beginOfAll(String prefix) {
        return prefix + "work-queues.";
    }

    /** The queue whose topics they are, or were; empty if they are of none. */
    static Optional<WorkQueueId> of(String prefix, Topics topics) {
        String[] parts = topics.begin().substring(beginOfAll(prefix).length()).split("\\.", -1);
        return parts.length == 3 && Namespace.isValid(parts[0])
                ? Optional.of(new WorkQueueId(new Namespace(parts[0]), parts[1]))
                : Optional.empty();
    }

    /**
     * What the names of its topics begin with, and those of queues that had its name before.
     *
     * @param prefix of all topics of the platform
     */
    String begin(String prefix) {
        return beginOfAll(prefix) + namespace + "." + name + ".";
    }

    /** {@code createdAt}: when it was made, so that one that is made anew under its name does not take its record for its own. */
    Topics topics(String prefix, Instant createdAt) {
        long micros = createdAt.getEpochSecond() * 1_000_000 + createdAt.getNano() / 1_000;
        return Topics.of(begin(prefix) + Long.toString(micros, DIGITS));
    }

    @Override
    public String toString() {
        return namespace.isDefault() ? name : namespace + "/" + name;
    }
}
