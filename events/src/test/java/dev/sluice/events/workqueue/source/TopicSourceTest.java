package dev.sluice.events.workqueue.source;

import static dev.sluice.events.workqueue.source.Sourced.fault;
import static dev.sluice.events.workqueue.source.Sourced.get;
import static dev.sluice.events.workqueue.source.Sourced.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.partition.PartitionLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic as a source, on the real broker. */
class TopicSourceTest {

    private final String topic = BrokerFixture.freshName("items");
    private final Admin admin = Admin.create(BrokerFixture.cluster().clientProperties());
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            BrokerFixture.cluster().clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
    private final TopicSource source = new TopicSource(BrokerFixture.cluster(), topic, Sourced.EXECUTOR);

    @BeforeEach
    void make() throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }

    @AfterEach
    void close() {
        source.close();
        producer.close();
        admin.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void send(int partition, String key, String value) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic, partition, key.isEmpty() ? null : bytes(key), value.isEmpty() ? null : bytes(value));
        record.headers().add("content-type", bytes("text/plain"));
        producer.send(record).get();
    }

    private List<ListedItem> items() throws Exception {
        return get(source.list(Optional.empty())).items();
    }

    @Test
    void ofEachKeyTheNewestRecordIsAnItemAndEachRecordWithoutAKeyIs() throws Exception {
        send(0, "cat", "old");
        send(0, "", "nameless");
        send(1, "dog", "wau");
        send(0, "a\nb", "odd");
        Listing before = get(source.list(Optional.empty()));
        assertThat(get(source.list(Optional.empty())).version()).isEqualTo(before.version());
        send(0, "cat", "new");
        send(1, "dog", "");

        assertThat(items())
                .containsExactlyInAnyOrder(
                        new ListedItem("0-1", "0-1"), new ListedItem("0-2", "0-2"), new ListedItem("cat", "0-3"));
        assertThat(get(source.list(Optional.empty())).version()).isNotEqualTo(before.version());
        assertThat(get(source.content("cat")).version()).isEqualTo("0-3");
        assertThat(get(source.content("cat")).type()).hasValue("text/plain");
        assertThat(text(get(source.content("cat")))).isEqualTo("new");
        assertThat(text(get(source.content("0-1")))).isEqualTo("nameless");
        assertThat(fault(source.content("dog")))
                .isInstanceOfSatisfying(
                        SourceFault.class, fault -> assertThat(fault.why()).isEqualTo(SourceFault.Why.NOT_THERE));
    }

    @Test
    void whatWasListedElsewhereIsGivenWithoutAListBefore() throws Exception {
        send(1, "dog", "wau");

        assertThat(text(get(source.content("dog")))).isEqualTo("wau");
    }

    @Test
    void whatKafkaHasDeletedIsListedNoLonger() throws Exception {
        for (int i = 0; i < 5; i++) {
            send(0, "k" + i, "v" + i);
        }
        assertThat(items()).hasSize(5);
        admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(3)))
                .all()
                .get();

        assertThat(items()).extracting(ListedItem::name).containsExactly("k3", "k4");
        assertThat(fault(source.content("k1"))).hasMessageEndingWith("has no record of 'k1' any more.");
    }

    @Test
    void noMoreAreKnownThanMayBeAndTheOthersFollowWhenThereIsRoom() throws Exception {
        for (int i = 0; i < 5; i++) {
            send(0, "k" + i, "v" + i);
        }
        TopicItems few = new TopicItems(topic, 3);
        try (PartitionLog log = new PartitionLog(BrokerFixture.cluster())) {
            few.read(log);
            assertThat(few.listing().items()).extracting(ListedItem::name).containsExactly("k0", "k1", "k2");
            assertThat(few.listing().notice())
                    .isEqualTo(
                            "The topic has more than 3 items: what is behind them is not listed while they are there.");
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();

            few.read(log);

            assertThat(few.listing().items()).extracting(ListedItem::name).containsExactly("k2", "k3", "k4");
            assertThat(few.listing().notice()).isEmpty();
        }
    }

    @Test
    void aTopicThatIsNotThereIsTold() throws Exception {
        try (TopicSource none = new TopicSource(BrokerFixture.cluster(), "none-" + topic, Sourced.EXECUTOR)) {
            assertThat(fault(none.list(Optional.empty()))).hasMessage("There is no topic 'none-" + topic + "'.");
        }
    }
}
