package dev.sluice.events.topic;

import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.broker.DurableWrites;
import dev.sluice.events.broker.KafkaCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's clients for topics: one that administers, one that publishes, made when they are first needed, and any number that read. Thread-safe. */
final class TopicClients implements AutoCloseable {

    /** How long a broker that has to start is waited for. */
    private static final Duration START = Duration.ofSeconds(30);

    /** How long Kafka may take for an answer, and for an acknowledgement. */
    static final Duration ANSWER = Duration.ofSeconds(15);

    static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(30);

    private static final Duration END = Duration.ofSeconds(5);

    /** Half of {@link #BUFFER}, so that one record never waits for all of it. */
    private static final int REQUEST = TopicSettings.MOST_BYTES + 1024;

    private static final long BUFFER = 2L * REQUEST;

    private final KafkaCluster cluster;
    private final AtomicLong readers = new AtomicLong();
    private @Nullable Admin admin;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean closed;

    TopicClients(KafkaCluster cluster) {
        this.cluster = cluster;
    }

    /** Waits until there is a broker, at most {@link #START}. */
    private void awaitBroker() throws TopicException {
        try {
            cluster.ready(START).toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BrokerAwayException away) {
                throw new TopicException(new TopicFault.BrokerAway(String.valueOf(away.getMessage())));
            }
            throw new IllegalStateException("whether there is a broker cannot be told", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException(new TopicFault.BrokerAway("Waiting for the broker was given up."));
        }
    }

    Admin admin() throws TopicException {
        awaitBroker();
        synchronized (this) {
            checkOpen();
            if (admin == null) {
                Map<String, Object> settings = settings("sluice-topics-admin");
                settings.put("request.timeout.ms", (int) ANSWER.dividedBy(3).toMillis());
                settings.put("default.api.timeout.ms", (int) ANSWER.toMillis());
                admin = Admin.create(settings);
            }
            return admin;
        }
    }

    /** Acknowledges what all in-sync replicas have, and keeps nothing twice when it tries again. */
    Producer<byte[], byte[]> producer() throws TopicException {
        awaitBroker();
        synchronized (this) {
            checkOpen();
            if (producer == null) {
                Map<String, Object> settings = settings("sluice-topics-producer");
                settings.putAll(DurableWrites.SETTINGS);
                settings.put(
                        "request.timeout.ms", (int) ACKNOWLEDGEMENT.dividedBy(3).toMillis());
                settings.put("delivery.timeout.ms", (int) ACKNOWLEDGEMENT.toMillis());
                settings.put("max.block.ms", ANSWER.toMillis());
                settings.put("max.request.size", REQUEST);
                settings.put("buffer.memory", BUFFER);
                producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            }
            return producer;
        }
    }

    /** One that reads by itself, in no group, and sees nothing of transactions that were given up. Belongs to its caller, for one thread at a time. */
    Consumer<byte[], byte[]> reader() throws TopicException {
        awaitBroker();
        synchronized (this) {
            checkOpen();
        }
        Map<String, Object> settings = settings("sluice-topics-reader-" + readers.incrementAndGet());
        settings.put("enable.auto.commit", false);
        settings.put("allow.auto.create.topics", false);
        settings.put("auto.offset.reset", "none");
        settings.put("isolation.level", "read_committed");
        settings.put("max.poll.records", 100);
        settings.put("fetch.max.bytes", 1 << 20);
        settings.put("max.partition.fetch.bytes", 1 << 18);
        settings.put("request.timeout.ms", (int) ANSWER.dividedBy(3).toMillis());
        settings.put("default.api.timeout.ms", (int) ANSWER.toMillis());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What is told of Kafka having answered nothing, by how the cluster says it stands. */
    TopicFault unanswered() {
        return switch (cluster.state()) {
            case KafkaCluster.State.Away(String why) -> new TopicFault.BrokerAway(why);
            case KafkaCluster.State.Starting(), KafkaCluster.State.NotStarted() ->
                new TopicFault.BrokerAway("The broker ended and is being started again: try again in a few seconds.");
            case KafkaCluster.State.Ready() ->
                new TopicFault.NoAnswer("Kafka has not answered within " + ANSWER.toSeconds()
                        + " s: it may be overloaded, or a part of its cluster away. Try again.");
        };
    }

    boolean isReady() {
        return cluster.state() instanceof KafkaCluster.State.Ready;
    }

    private Map<String, Object> settings(String client) {
        Map<String, Object> settings = new HashMap<>(cluster.clientProperties());
        settings.put("client.id", client);
        settings.put("reconnect.backoff.max.ms", 1_000);
        settings.put("enable.metrics.push", false);
        settings.put("metric.reporters", "");
        return settings;
    }

    private void checkOpen() throws TopicException {
        if (closed) {
            throw new TopicException(new TopicFault.BrokerAway("The platform ends: start it again."));
        }
    }

    /** Waits for what is on its way to Kafka, at most 10 s. */
    @Override
    public void close() {
        Producer<byte[], byte[]> publishing;
        Admin administering;
        synchronized (this) {
            closed = true;
            publishing = producer;
            administering = admin;
        }
        if (publishing != null) {
            publishing.close(END);
        }
        if (administering != null) {
            administering.close(END);
        }
    }
}
