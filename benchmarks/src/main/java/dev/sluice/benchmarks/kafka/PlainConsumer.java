package dev.sluice.benchmarks.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What people write who move records by hand: a program that reads a topic, writes another one, and commits after each poll. */
public final class PlainConsumer {

    private static final Duration POLL = Duration.ofMillis(100);

    private PlainConsumer() {}

    /** How it is started: {@code FILE FROM TO GROUP [SESSION_MILLIS]}, the file with what leads to Kafka. It goes on until it is killed. */
    public static List<String> command(Path java, Path properties, String from, String to, String group) {
        return List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                PlainConsumer.class.getName(),
                properties.toString(),
                from,
                to,
                group);
    }

    public static void main(String[] args) throws Exception {
        Kafka kafka = Kafka.of(Path.of(args[0]));
        Map<String, Object> settings = new HashMap<>();
        if (args.length > 4) {
            settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, args[4]);
        }
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer(args[3], settings);
                KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            consumer.subscribe(List.of(args[1]));
            while (!Thread.currentThread().isInterrupted()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                records.forEach(record -> producer.send(new ProducerRecord<>(args[2], record.key(), record.value())));
                producer.flush();
                consumer.commitSync();
            }
        }
    }
}
