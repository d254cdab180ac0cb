package dev.sluice.events.destination;

import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.topic.TopicName;
import java.util.List;
import java.util.Optional;

/** What is sent to one destination. */
public sealed interface Parcel {

    /** About how many bytes of memory it holds. */
    long bytes();

    /**
     * Records for a topic.
     *
     * @param connection to the cluster that has the topic, in the default namespace; empty for the platform's own
     */
    record Records(Optional<ConnectionId> connection, TopicName topic, List<TopicRecord> records) implements Parcel {

        public Records {
            records = List.copyOf(records);
        }

        @Override
        public long bytes() {
            return records.stream().mapToLong(Records::bytes).sum();
        }

        private static long bytes(TopicRecord record) {
            long bytes = record.key().map(key -> key.length).orElse(0)
                    + record.value().map(value -> value.length).orElse(0);
            return bytes
                    + record.headers().stream()
                            .mapToLong(header -> header.name().length()
                                    + header.value().map(value -> value.length).orElse(0))
                            .sum();
        }
    }

    /** A call that runs later. One that is put again under its id is no second call. */
    record Call(QueuedCall call) implements Parcel {

        @Override
        public long bytes() {
            return call.body().bytes() + (long) call.head().headers().toString().length();
        }
    }
}
