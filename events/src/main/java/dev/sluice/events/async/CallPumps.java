package dev.sluice.events.async;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.Serial;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.ConsumerSettings;
import dev.sluice.events.pump.Delivery;
import dev.sluice.events.pump.PumpConsumer;
import dev.sluice.events.pump.PumpSettings;
import dev.sluice.events.pump.StartPosition;
import dev.sluice.events.pump.Subscription;
import dev.sluice.events.pump.Work;
import dev.sluice.events.queue.CallTopics;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A pump for each function of which calls wait, with a consumer and a thread of its own, until nothing has waited for ten
 * minutes. What is settled is deleted from the topics every minute. Thread-safe.
 */
final class CallPumps implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(CallPumps.class.getName());
    private static final Duration IDLE = Duration.ofMinutes(10);

    /** The states of calls say when they are dead. */
    private static final int WITHOUT_END = Integer.MAX_VALUE;

    private final KafkaCluster cluster;
    private final CallTopics topics;
    private final Work work;
    private final AsyncSettings settings;
    private final Timers timers;
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("sluice-call-", 0).factory());

    /** Guarded by this, as is the one below. */
    private final Map<FunctionName, Pumped> pumps = new HashMap<>();

    private boolean closed;

    private static final class Pumped {

        private final PumpConsumer consumer;
        private final CallTurns turns;
        private Instant lastWanted;

        Pumped(PumpConsumer consumer, CallTurns turns, Instant lastWanted) {
            this.consumer = consumer;
            this.turns = turns;
            this.lastWanted = lastWanted;
        }
    }

    CallPumps(KafkaCluster cluster, CallTopics topics, Work work, AsyncSettings settings, Timers timers) {
        this.cluster = cluster;
        this.topics = topics;
        this.work = work;
        this.settings = settings;
        this.timers = timers;
        topics.announceTo(this::madeTopic);
    }

    /** Calls of a function wait. Returns at once. */
    void wanted(FunctionName function) {
        synchronized (this) {
            Pumped known = pumps.get(function);
            if (known != null) {
                known.lastWanted = timers.instant();
                return;
            }
        }
        topics.made(function).whenComplete((_, fault) -> {
            if (fault == null) {
                start(function);
            } else {
                LOG.log(Level.DEBUG, "Calls of {0} run later: {1}", function, fault);
            }
        });
    }

    /** A consumer that is there already may not have found it yet. */
    private synchronized void madeTopic(FunctionName function) {
        Pumped known = pumps.get(function);
        if (known != null) {
            known.consumer.look();
        }
    }

    private synchronized void start(FunctionName function) {
        if (!closed && !pumps.containsKey(function)) {
            String topic = topics.name(function);
            CallTurns turns = new CallTurns(topics, function, weights(function));
            ConsumerSettings consumer = new ConsumerSettings(
                    topic,
                    new Subscription.Matching(topics.names(function)),
                    StartPosition.EARLIEST,
                    PumpSettings.of(Delivery.ORDERED, settings.concurrency(), WITHOUT_END)
                            .in(turns),
                    settings.grace());
            Pumped pumped = new Pumped(
                    new PumpConsumer(cluster, consumer, work, new Loop(timers, Serial.on(executor))),
                    turns,
                    timers.instant());
            pumps.put(function, pumped);
        }
    }

    private Map<String, Integer> weights(FunctionName function) {
        return settings.of().apply(function).weights();
    }

    /** Deletes what is settled, ends what is idle, begins what is not, sees how weights are by now. Blocks; to be called by one thread now and then. */
    void tidy(Set<FunctionName> waiting) {
        waiting.forEach(this::wanted);
        trim();
        List<PumpConsumer> idle = new ArrayList<>();
        synchronized (this) {
            pumps.forEach((function, pumped) -> pumped.turns.weights(weights(function)));
            Instant end = timers.instant().minus(IDLE);
            pumps.entrySet().removeIf(each -> {
                boolean over = !waiting.contains(each.getKey())
                        && each.getValue().lastWanted.isBefore(end);
                if (over) {
                    idle.add(each.getValue().consumer);
                }
                return over;
            });
        }
        idle.forEach(PumpConsumer::close);
    }

    private void trim() {
        Map<TopicPartition, RecordsToDelete> settled = new HashMap<>();
        for (PumpConsumer consumer : consumers()) {
            for (ConsumerReport.Place place : consumer.report().partitions()) {
                settled.put(
                        new TopicPartition(place.topic(), place.partition()),
                        RecordsToDelete.beforeOffset(place.position()));
            }
        }
        if (settled.isEmpty()) {
            return;
        }
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.deleteRecords(settled).all().get();
        } catch (KafkaException | ExecutionException e) {
            LOG.log(Level.DEBUG, "What is settled is deleted later: {0}", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<PumpConsumer> consumers() {
        return pumps.values().stream().map(pumped -> pumped.consumer).toList();
    }

    /** Nothing more begins; what is under way has its grace from now on. Returns at once. */
    void drain() {
        synchronized (this) {
            closed = true;
        }
        consumers().forEach(PumpConsumer::stop);
    }

    /** The same, and waits for it. */
    @Override
    public void close() {
        drain();
        consumers().forEach(PumpConsumer::close);
        executor.shutdown();
    }
}
