package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.invocation.Outcome;
import dev.sluice.events.broker.BrokerFixture;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Fair keys of triggers on the real broker. */
class FairTriggerTest extends TriggersOnBroker {

    private void publish(String tenant, int count) {
        try (var producer = new KafkaProducer<>(
                BrokerFixture.cluster().clientProperties(), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                ProducerRecord<String, String> record = new ProducerRecord<>(topic, 0, tenant + i, tenant);
                record.headers().add("tenant", tenant.getBytes(StandardCharsets.UTF_8));
                producer.send(record);
            }
        }
    }

    private int held(TriggerGateway gateway) {
        return gateway.triggers
                .state(TRIGGER)
                .report()
                .map(report -> report.pump().held())
                .orElse(0);
    }

    @Test
    void fiveThousandRecordsOfOneFairKeyDoNotStandBeforeTenOfAnother() {
        publish("flood", 5_000);
        publish("few", 10);
        apply(
                "ship",
                Map.of(
                        "priority",
                        1L,
                        "topic",
                        Map.of("name", topic, "from", "earliest", "fairKey", Map.of("header", "tenant"))));
        CountDownLatch isRead = new CountDownLatch(1);
        TriggerGateway gateway = gateway();
        gateway.function = _ -> {
            try {
                isRead.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Outcome.Succeeded(200);
        };
        await().atMost(PATIENCE).until(() -> held(gateway) == 5_010);
        isRead.countDown();

        await().atMost(PATIENCE).until(() -> held(gateway) == 0);
        assertThat(gateway.values()).hasSize(5_010);
        assertThat(gateway.values().subList(0, 60).stream().filter("few"::equals))
                .hasSize(10);
    }
}
