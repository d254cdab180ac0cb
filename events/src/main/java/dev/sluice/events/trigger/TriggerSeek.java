package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Codec;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.TypedTree;
import dev.sluice.events.pump.Seek;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The last seek of a trigger, which all gateways that share its catalog see, under the trigger's name.
 *
 * @param to as somebody wrote it
 * @param seek what that meant when it was asked for, and what earlier ones meant for other partitions
 */
public record TriggerSeek(String to, Seek seek) {

    /** Partitions in the order in which people look for them. */
    static final Comparator<TopicPartition> BY_PLACE =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    /** What the platform knows besides. */
    public record Status(Instant at) {}

    /** How a catalog keeps them. */
    public static final ResourceKind<TriggerSeek, Status> KIND = new ResourceKind<>(
            "sluice.dev/v1beta1",
            "TriggerSeek",
            "trigger-seeks",
            ResourceKind.Residence.MEMORY,
            new SpecCodec(),
            new StatusCodec(),
            _ -> Map.of());

    static ResourceId<TriggerSeek, Status> id(TriggerId trigger) {
        return new ResourceId<>(KIND, trigger.namespace(), trigger.name());
    }

    /** {@code to: earliest}, {@code points: {orders/0: {number: 1732784400000, offset: 17}}} with topics as Kafka names them. */
    private static final class SpecCodec implements Codec<TriggerSeek> {

        @Override
        public Map<String, Object> write(TriggerSeek seek) {
            Map<String, Object> points = new TreeMap<>();
            seek.seek()
                    .points()
                    .forEach((partition, point) -> points.put(
                            partition.topic() + "/" + partition.partition(),
                            Map.of("number", point.number(), "offset", point.offset())));
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("to", seek.to());
            tree.put("points", points);
            return tree;
        }

        @Override
        public TriggerSeek read(Map<String, ? extends @Nullable Object> tree) {
            TypedTree spec = new TypedTree(tree);
            TypedTree points = new TypedTree(spec.map("points"));
            Map<TopicPartition, Seek.Point> read = new HashMap<>();
            for (Object key : points.tree().keySet()) {
                String place = String.valueOf(key);
                int slash = place.indexOf('/');
                TypedTree point = new TypedTree(points.map(place));
                read.put(
                        new TopicPartition(place.substring(0, slash), Integer.parseInt(place.substring(slash + 1))),
                        new Seek.Point(point.longNumber("number"), point.longNumber("offset")));
            }
            return new TriggerSeek(spec.text("to"), new Seek(read));
        }
    }

    private static final class StatusCodec implements Codec<Status> {

        @Override
        public Map<String, Object> write(Status status) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("at", status.at().toString());
            return tree;
        }

        @Override
        public Status read(Map<String, ? extends @Nullable Object> tree) {
            return new Status(new TypedTree(tree).instant("at"));
        }
    }
}
