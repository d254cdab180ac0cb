package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.settings.Binding;
import dev.sluice.events.broker.BrokerFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A topic of two partitions on the real broker, a trigger {@code ship} for it, and gateways of one platform. */
abstract class TriggersOnBroker {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final TriggerId TRIGGER = new TriggerId(Namespace.DEFAULT, "ship");

    final String topic = BrokerFixture.freshName("trigger");
    final String prefix = topic + ".own.";
    final Catalog catalog = new InMemoryCatalog();
    final List<TriggerGateway> open = new ArrayList<>();

    @BeforeEach
    void make() throws Exception {
        try (Admin admin = Admin.create(BrokerFixture.cluster().clientProperties())) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
        }
        apply("ship", Map.of());
    }

    @AfterEach
    void close() {
        open.forEach(TriggerGateway::close);
    }

    void apply(String name, Map<String, Object> more) {
        Map<String, Object> spec = new HashMap<>(Map.of(
                "function",
                "ship",
                "topic",
                Map.of("name", topic, "from", "earliest"),
                "retry",
                Map.of("attempts", 2, "backoff", Map.of("first", "10ms", "longest", "20ms"))));
        spec.putAll(more);
        TriggerSettings settings = ((Binding.Bound<TriggerSettings>) TriggerSettings.KIND.readSpec(spec)).settings();
        ResourceId<Declared<TriggerSettings>, Declared.Status> id =
                new ResourceId<>(TriggerSettings.RESOURCE, Namespace.DEFAULT, name);
        Revision before = catalog.get(id).map(Resource::revision).orElse(Revision.NONE);
        catalog.put(id, new Declared<>(Map.of(), spec, settings), new Declared.Status(Instant.EPOCH), before);
    }

    TriggerGateway gateway() {
        TriggerGateway made = new TriggerGateway(catalog, prefix);
        open.add(made);
        return made;
    }

    /** Each under itself as the key. */
    void publish(String... values) {
        try (var producer = new KafkaProducer<>(
                BrokerFixture.cluster().clientProperties(), new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value, value));
            }
        }
    }
}
