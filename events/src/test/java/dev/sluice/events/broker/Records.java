package dev.sluice.events.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes and reads a topic of one partition with clients of its own. */
final class Records {

    private final KafkaCluster cluster;
    private final String topic;

    Records(KafkaCluster cluster, String topic) {
        this.cluster = cluster;
        this.topic = topic;
    }

    void makeTopic() throws Exception {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** Each is acknowledged. */
    void write(int from, int to) throws Exception {
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        properties.put("acks", "all");
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            for (int i = from; i < to; i++) {
                producer.send(new ProducerRecord<>(topic, Integer.toString(i))).get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** The first {@code count} of the topic. */
    List<Integer> read(int count) {
        List<Integer> values = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(cluster.clientProperties(), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (values.size() < count && System.nanoTime() < until) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(Integer.parseInt(record.value())));
            }
        }
        return values;
    }
}
