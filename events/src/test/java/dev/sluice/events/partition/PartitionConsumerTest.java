package dev.sluice.events.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.broker.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records of a partition are worked off once and in order, with a state that goes with them; on a real broker. */
class PartitionConsumerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PARTITIONS = 3;
    private static final int KEYS = 10;

    private final KafkaCluster cluster = BrokerFixture.cluster();
    private final String in = BrokerFixture.freshName("in");
    private final String out = BrokerFixture.freshName("out");
    private final String kept = BrokerFixture.freshName("kept");
    private final AtomicInteger faults = new AtomicInteger();

    @BeforeEach
    void topics() throws Exception {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.createTopics(List.of(
                            new NewTopic(in, PARTITIONS, (short) 1),
                            new NewTopic(out, PARTITIONS, (short) 1),
                            new NewTopic(kept, PARTITIONS, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
    }

    /** Numbers the records of each key; fails now and then when it has changed its state already. */
    private final class Numbering implements PartitionWork {

        private final Map<String, Integer> counts = new HashMap<>();
        private final boolean fails;
        private long last = -1;

        Numbering(boolean fails) {
            this.fails = fails;
        }

        @Override
        public void restore(byte[] key, byte[] value) {
            counts.put(text(key), Integer.parseInt(text(value)));
        }

        @Override
        public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                assertThat(record.offset()).isGreaterThan(last);
                last = record.offset();
                int count = counts.merge(text(record.key()), 1, Integer::sum);
                step.send(new ProducerRecord<>(out, record.key(), bytes(text(record.value()) + "=" + count)));
                step.keep(record.key(), bytes(Integer.toString(count)));
            }
            if (fails && faults.incrementAndGet() % 5 == 3) {
                throw new KafkaException("as the test wants it");
            }
        }

        @Override
        public OptionalLong needed() {
            return OptionalLong.of(1);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private PartitionConsumer consumer(int number) {
        return new PartitionConsumer(
                cluster,
                new PartitionConsumer.Settings(in + "-group", in, kept, in + "-" + number),
                _ -> new Numbering(number < 4));
    }

    @Test
    void aStateIsExactlyThatOfTheRecordsThoughItsOwnersComeAndGo() throws Exception {
        int count = 2_000;
        List<PartitionConsumer> open = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                        cluster.clientProperties(), new StringSerializer(), new StringSerializer());
                KafkaConsumer<String, String> reader = BrokerFixture.reader(cluster, out, PARTITIONS)) {
            for (int round = 0; round < 5; round++) {
                open.add(consumer(round));
                int until = (round + 1) * count / 5;
                for (int i = round * count / 5; i < until; i++) {
                    var _ = producer.send(new ProducerRecord<>(in, "k" + i % KEYS, Integer.toString(i)));
                }
                await().atMost(PATIENCE).until(() -> read(reader, seen) >= until);
                if (round % 2 == 1) {
                    open.removeFirst().close();
                }
            }
            open.forEach(PartitionConsumer::close);
            read(reader, seen);
        }

        for (int i = 0; i < count; i++) {
            assertThat(seen).containsEntry(Integer.toString(i), Integer.toString(i / KEYS + 1));
        }
        assertThat(seen).hasSize(count);
        assertThat(faults.get()).isGreaterThan(3);
        assertThat(committed())
                .hasSize(PARTITIONS)
                .allSatisfy(offset -> assertThat(Needed.first(offset)).isEqualTo(1));
    }

    private List<OffsetAndMetadata> committed() throws Exception {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            return List.copyOf(admin.listConsumerGroupOffsets(in + "-group")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values());
        }
    }

    private static int read(KafkaConsumer<String, String> reader, Map<String, String> seen) {
        reader.poll(Duration.ofMillis(200)).forEach(record -> {
            String[] parts = record.value().split("=", 2);
            assertThat(seen.put(parts[0], parts[1])).as(record.value()).isNull();
        });
        return seen.size();
    }
}
