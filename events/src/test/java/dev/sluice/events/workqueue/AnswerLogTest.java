package dev.sluice.events.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import dev.sluice.events.kept.KeptTopic;
import dev.sluice.events.payload.Payload;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Answers that are kept, on the real broker. */
class AnswerLogTest {

    private static final int MANY = AnswerLog.FEW;

    private final String topic = BrokerFixture.freshName("answers");
    private final KafkaCluster cluster = BrokerFixture.cluster();

    private void write(KafkaProducer<byte[], byte[]> producer, int from, int until) {
        for (int i = from; i < until; i++) {
            producer.send(AnswerLog.record(
                    topic,
                    new KeptAnswer("i" + i, "", 1, 200, Optional.empty(), true, Payload.of(ByteBuffer.allocate(1)))));
        }
        producer.flush();
    }

    @Test
    void ofAnswersThatAreDeletedNothingStaysInMemory() throws Exception {
        try (Admin admin = Admin.create(cluster.clientProperties());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.copyOf(cluster.clientProperties()), new ByteArraySerializer(), new ByteArraySerializer());
                AnswerLog log = new AnswerLog(cluster, topic)) {
            KeptTopic.make(admin, topic, 1);
            write(producer, 0, MANY);
            assertThat(log.find("i0")).isPresent();
            assertThat(log.known()).isEqualTo(MANY);
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(MANY - 1)))
                    .all()
                    .get();
            write(producer, MANY, 2 * MANY);

            assertThat(log.find("i0")).isEmpty();
            assertThat(log.find("i" + (MANY - 1))).isPresent();
            assertThat(log.known()).isEqualTo(MANY + 1);
        }
    }

    @Test
    void anAnswerIsNeverLongerThanARecordMayBe() throws Exception {
        KeptAnswer answer = new KeptAnswer(
                "i",
                "",
                1,
                200,
                Optional.of("x/" + "y".repeat(1 << 20)),
                true,
                Payload.of(ByteBuffer.allocate(1 << 20)));
        try (Admin admin = Admin.create(cluster.clientProperties());
                Producer<byte[], byte[]> producer = WorkClients.transactions(cluster, topic);
                AnswerLog log = new AnswerLog(cluster, topic)) {
            KeptTopic.make(admin, topic, 1);
            producer.beginTransaction();
            producer.send(AnswerLog.record(topic, answer));
            producer.commitTransaction();

            assertThat(log.find("i"))
                    .hasValueSatisfying(
                            found -> assertThat(found.content().bytes()).isEqualTo(1 << 20));
        }
    }
}
