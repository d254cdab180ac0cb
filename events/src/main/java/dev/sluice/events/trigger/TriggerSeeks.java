package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.Revision;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.pump.Seek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Keeps in the catalog where triggers are to go on. Thread-safe. */
final class TriggerSeeks {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Catalog catalog;
    private final InstantSource clock;

    TriggerSeeks(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** The last one, with the time when it was asked for. */
    Optional<Resource<TriggerSeek, TriggerSeek.Status>> last(TriggerId trigger) {
        return catalog.get(TriggerSeek.id(trigger));
    }

    void forget(TriggerId trigger) {
        catalog.delete(TriggerSeek.id(trigger));
    }

    /** Finds out what a target means and keeps it. Blocks on Kafka. {@code cluster}: the one that has what is read. */
    Sought seek(TriggerId trigger, SeekTarget target, String to, KafkaCluster cluster, Reading reading)
            throws InterruptedException {
        try {
            cluster.ready(PATIENCE).toCompletableFuture().get();
            try (Admin admin = Admin.create(cluster.clientProperties())) {
                SeekOffsets offsets = new SeekOffsets(admin, reading.subscription(), reading.group());
                Map<TopicPartition, Long> wanted = new HashMap<>(
                        offsets.of(ConnectionId.namespace(trigger.namespace(), reading.connection()), target));
                Map<TopicPartition, Long> from = offsets.committed();
                from.keySet().retainAll(wanted.keySet());
                wanted.keySet().retainAll(from.keySet());
                if (wanted.isEmpty()) {
                    return new Sought.NotBegun(
                            "The trigger '" + trigger.name() + "' has read nothing of it so far: it begins"
                                    + " where 'from' in its spec says. Change that, or try again when it reads.");
                }
                keep(trigger, to, wanted);
                return new Sought.Kept(from, wanted);
            }
        } catch (SeekOffsets.NoSuchPlaceException e) {
            return new Sought.NoSuchPlace(String.valueOf(e.getMessage()));
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Sought.Away("Kafka could not be asked what is there: " + cause.getMessage());
        } catch (TimeoutException e) {
            return new Sought.Away("Kafka did not answer within " + PATIENCE.toSeconds() + " s. Try again.");
        }
    }

    private void keep(TriggerId trigger, String to, Map<TopicPartition, Long> wanted) {
        while (true) {
            Optional<Resource<TriggerSeek, TriggerSeek.Status>> before = last(trigger);
            Map<TopicPartition, Seek.Point> points = new HashMap<>(
                    before.map(resource -> resource.spec().seek().points()).orElse(Map.of()));
            Instant now = clock.instant();
            // Also where the time of day was put back, and where triggers share a group.
            long number = Math.max(
                    now.toEpochMilli(),
                    1
                            + points.values().stream()
                                    .mapToLong(Seek.Point::number)
                                    .max()
                                    .orElse(0));
            wanted.forEach((partition, offset) -> points.put(partition, new Seek.Point(number, offset)));
            Revision expected = before.map(Resource::revision).orElse(Revision.NONE);
            TriggerSeek seek = new TriggerSeek(to, new Seek(points));
            if (catalog.put(TriggerSeek.id(trigger), seek, new TriggerSeek.Status(now), expected)
                    instanceof Catalog.Put.Done) {
                return;
            }
        }
    }
}
