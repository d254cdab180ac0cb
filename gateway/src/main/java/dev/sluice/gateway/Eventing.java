package dev.sluice.gateway;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.state.KeyedState;
import dev.sluice.events.async.AsyncCalls;
import dev.sluice.events.broker.BrokerSettings;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.broker.NamedCluster;
import dev.sluice.events.broker.OwnBroker;
import dev.sluice.events.bus.BusTopics;
import dev.sluice.events.bus.BusTrimmer;
import dev.sluice.events.bus.EventBus;
import dev.sluice.events.callback.CallbackClient;
import dev.sluice.events.callback.PublicAddresses;
import dev.sluice.events.connection.Connections;
import dev.sluice.events.destination.KafkaSender;
import dev.sluice.events.schedule.QueuedRuns;
import dev.sluice.events.topic.TopicDefaults;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.topic.TopicPlaces;
import dev.sluice.events.topic.Topics;
import dev.sluice.events.trigger.CatalogSubscribers;
import dev.sluice.events.trigger.TriggerId;
import dev.sluice.events.trigger.TriggerSchedules;
import dev.sluice.events.trigger.TriggerSettings;
import dev.sluice.events.trigger.Triggers;
import dev.sluice.events.workqueue.WorkQueues;
import dev.sluice.events.workqueue.source.AllowedFolders;
import dev.sluice.gateway.home.Home;
import dev.sluice.gateway.home.SharedFolder;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.observe.Telemetry;
import dev.sluice.gateway.reconcile.FunctionTriggers;
import dev.sluice.pipelines.engine.Pipelines;
import dev.sluice.pipelines.engine.StageCounts;
import dev.sluice.pipelines.engine.Tracing;
import dev.sluice.runners.pool.SystemTime;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Puts together what comes to functions through Kafka and by the clock. */
@Singleton
public class Eventing {

    private static final long MIB = 1024 * 1024;

    /** Before and after observers that say nothing of their turn. */
    private static final int EARLY = 1;

    private static final int LATE = 10_000;

    private static final long TRIM_EVERY = 15;

    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService trimming = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sluice-trim-events").factory());

    @Produces
    @Singleton
    KafkaCluster kafka(SharedFolder shared, Home home, GatewaySettings settings) {
        GatewaySettings.Kafka kafka = settings.kafka();
        Map<String, String> client = client(kafka);
        return kafka.bootstrapServers()
                .<KafkaCluster>map(servers -> new NamedCluster(servers, "sluice.kafka.bootstrap-servers", client))
                .orElseGet(() -> new OwnBroker(new BrokerSettings(
                        shared.kafka(),
                        kafka.broker(),
                        home.cache(),
                        Math.toIntExact(Math.min(Integer.MAX_VALUE, kafka.heap().asLongValue() / MIB)),
                        kafka.fsync())));
    }

    void close(@Disposes KafkaCluster kafka) {
        kafka.close();
    }

    @Produces
    @Singleton
    Topics topics(KafkaCluster kafka, GatewaySettings settings) {
        OptionalInt replication = settings.kafka().replication();
        return new Topics(
                kafka,
                new TopicNames(settings.kafka().prefix()),
                new TopicDefaults(
                        Optional.of(settings.kafka().partitions()),
                        replication.isPresent() ? Optional.of(replication.getAsInt()) : Optional.empty()));
    }

    void close(@Disposes Topics topics) {
        topics.close();
    }

    @Produces
    @Singleton
    Connections connections(Catalog catalog, SecretStore secrets, GatewaySettings settings) {
        return new Connections(
                catalog,
                secrets,
                new TopicNames(settings.kafka().prefix()),
                new SystemTime("sluice-connections", background));
    }

    void close(@Disposes Connections connections) {
        connections.close();
    }

    @Produces
    @Singleton
    TopicPlaces topicPlaces(Catalog catalog, Topics topics, Connections connections) {
        return new TopicPlaces(catalog, topics, connections);
    }

    @Produces
    @Singleton
    EventBus bus(Catalog catalog, Topics topics, GatewaySettings settings) {
        TopicNames names = new TopicNames(settings.kafka().prefix());
        return new EventBus(
                topics,
                new BusTopics(names.prefix()),
                settings.kafka().partitions(),
                new CatalogSubscribers(catalog, names));
    }

    /** Deletes published events that all have settled, now and then. */
    void trim(@Observes @Priority(LATE) StartupEvent event, KafkaCluster kafka, EventBus bus) {
        BusTrimmer trimmer = new BusTrimmer(kafka, bus);
        trimming.scheduleWithFixedDelay(trimmer::trim, TRIM_EVERY, TRIM_EVERY, TimeUnit.SECONDS);
    }

    @Produces
    @Singleton
    Triggers triggers(
            Catalog catalog,
            KafkaCluster kafka,
            PooledInvoker invoker,
            RouteTable routes,
            AsyncCalls calls,
            SecretStore secrets,
            Topics topics,
            Connections connections,
            CallChains chains,
            KeyedState state,
            GatewaySettings settings) {
        Predicate<FunctionName> hasFunction =
                function -> routes.find(function.value()).isPresent();
        SystemTime time = new SystemTime("sluice-triggers", background);
        return new Triggers(new Triggers.Parts(
                catalog,
                kafka,
                new TopicNames(settings.kafka().prefix()),
                invoker,
                hasFunction,
                calls,
                secrets,
                connections,
                new KafkaSender(topics, connections, calls, background),
                chains,
                chains.limit(),
                new TriggerSchedules(new TriggerSchedules.Parts(
                        state,
                        new QueuedRuns(calls, calls::isUnderWay, routes::live, time),
                        new Loop(time, background),
                        UUID.randomUUID().toString(),
                        hasFunction)),
                time,
                () -> ThreadLocalRandom.current().nextLong(),
                background,
                settings.shutdownGrace()));
    }

    @Produces
    @Singleton
    FunctionTriggers ofFunctions(Catalog catalog, Instance<Triggers> triggers) {
        return new FunctionTriggers(catalog, Clock.systemUTC(), new FunctionTriggers.Running() {
            @Override
            public List<SpecProblem> problems(TriggerId id, TriggerSettings settings, Optional<String> owner) {
                return triggers.get().problems(id, settings, owner);
            }

            @Override
            public List<String> warnings(Namespace namespace, String name, TriggerSettings settings) {
                return triggers.get().warnings(namespace, name, settings);
            }

            @Override
            public Optional<String> leaves(TriggerId id) {
                return triggers.get().leaves(id);
            }
        });
    }

    @Produces
    @Singleton
    Pipelines pipelines(
            Home home,
            SharedFolder shared,
            Catalog catalog,
            KafkaCluster kafka,
            Topics topics,
            PooledInvoker invoker,
            CallbackClient callbacks,
            RouteTable routes,
            CallChains chains,
            KeyedState state,
            Telemetry telemetry,
            GatewaySettings settings) {
        return new Pipelines(new Pipelines.Parts(
                home.id(),
                catalog,
                kafka,
                topics,
                new TopicNames(settings.kafka().prefix()),
                settings.kafka().partitions(),
                invoker,
                callbacks,
                function -> routes.find(function.value()).isPresent(),
                chains,
                chains.limit(),
                new SystemTime("sluice-pipelines", background),
                () -> ThreadLocalRandom.current().nextLong(),
                new StageCounts(),
                state,
                telemetry.stages().map(spans -> new Tracing(settings.observe().traceRatio(), spans)),
                new Pipelines.Folders(home.run(), shared.pipelines()),
                background,
                settings.shutdownGrace()));
    }

    @Produces
    @Singleton
    WorkQueues workQueues(
            Home home,
            SharedFolder shared,
            Catalog catalog,
            KafkaCluster kafka,
            PooledInvoker invoker,
            PublicAddresses allowed,
            SecretStore secrets,
            RouteTable routes,
            CallChains chains,
            GatewaySettings settings) {
        AllowedFolders folders =
                new AllowedFolders(settings.workQueues().folders().orElse(List.of()));
        return new WorkQueues(new WorkQueues.Parts(
                home.id(),
                catalog,
                kafka,
                new TopicNames(settings.kafka().prefix()),
                invoker,
                function -> routes.find(function.value()).isPresent(),
                new WorkQueues.Reach(allowed, folders, secrets),
                chains,
                new SystemTime("sluice-work-queues", background),
                () -> ThreadLocalRandom.current().nextLong(),
                shared.workQueues(),
                background,
                settings.shutdownGrace()));
    }

    /** When functions can be called. */
    void start(
            @Observes @Priority(LATE) StartupEvent event, Triggers triggers, Pipelines pipelines, WorkQueues queues) {
        triggers.start();
        pipelines.start();
        queues.start();
    }

    /** Before calls under way are waited for: theirs are among them. */
    void drain(
            @Observes @Priority(EARLY) ShutdownDelayInitiatedEvent event,
            Triggers triggers,
            Pipelines pipelines,
            WorkQueues queues) {
        triggers.stop();
        pipelines.stop();
        queues.stop();
    }

    /** Before the pools end. */
    void stop(
            @Observes @Priority(EARLY) ShutdownEvent event, Triggers triggers, Pipelines pipelines, WorkQueues queues) {
        trimming.shutdownNow();
        queues.close();
        pipelines.close();
        triggers.close();
    }

    /** Settings that cannot work stop the gateway at its start, and not the first event. */
    void check(
            @Observes StartupEvent event,
            GatewaySettings settings,
            Instance<KafkaCluster> kafka,
            Instance<Topics> topics) {
        GatewaySettings.Kafka told = settings.kafka();
        if (told.bootstrapServers().isEmpty()
                && (told.clientProperties().isPresent() || told.replication().isPresent())) {
            throw new IllegalArgumentException(
                    "The settings sluice.kafka.client-properties and sluice.kafka.replication"
                            + " are for a Kafka that sluice.kafka.bootstrap-servers names, which is missing.");
        }
        kafka.get().state();
        topics.get();
    }

    private static Map<String, String> client(GatewaySettings.Kafka kafka) {
        Properties properties = new Properties();
        if (kafka.clientProperties().isPresent()) {
            Path file = kafka.clientProperties().get();
            try (var reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "The file " + file + " of sluice.kafka.client-properties cannot be read: " + e + ".", e);
            }
        }
        Map<String, String> client = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> client.put(name, properties.getProperty(name)));
        return client;
    }
}
