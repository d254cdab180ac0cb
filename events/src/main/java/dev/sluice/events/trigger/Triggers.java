package dev.sluice.events.trigger;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.callchain.ChainSeal;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.loop.Serial;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.connection.ConnectionSettings;
import dev.sluice.events.connection.Connections;
import dev.sluice.events.deadletter.DeadLetterMoves;
import dev.sluice.events.deadletter.DeadLetters;
import dev.sluice.events.destination.Sender;
import dev.sluice.events.pump.PumpConsumer;
import dev.sluice.events.pump.Seek;
import dev.sluice.events.schedule.KnownSchedules;
import dev.sluice.events.schedule.Scheduler;
import dev.sluice.events.topic.DeclaredTopic;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.webhook.WebhookRoutes;
import dev.sluice.events.webhook.WebhookSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Runs the triggers that the catalog has, whoever changed them. Several gateways on one catalog share the partitions of a trigger,
 * as members of one group. Thread-safe.
 */
public final class Triggers implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Triggers.class.getName());
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** How long the start waits for webhooks to be known. */
    private static final Duration LOADING = Duration.ofSeconds(30);

    private final Parts parts;
    private final Serial turns;
    private final TriggerWebhooks webhooks;
    private final RedrivenRecords redriven;
    private final TriggerSeeks seeks;
    private final LocatedTriggers declared;
    private final TriggerCheck check;
    private final TriggerConsumers consumers;
    private final RunningTriggers running;
    private Optional<Catalog.Watch> watch = Optional.empty();
    private Optional<SecretStore.Watch> secrets = Optional.empty();

    /**
     * What triggers need.
     *
     * @param sender of what comes of events to their destinations
     * @param chains how the functions that events came through are told
     * @param hasFunction whether there is such a function
     * @param executor starts a thread for each task, and these may block
     * @param grace how long events under way are waited for at the end
     */
    public record Parts(
            Catalog catalog,
            KafkaCluster cluster,
            TopicNames names,
            Invoker invoker,
            Predicate<FunctionName> hasFunction,
            DeadLetters deadLetters,
            SecretStore secrets,
            Connections connections,
            Sender sender,
            ChainSeal chains,
            ChainLimit longestChain,
            TriggerSchedules schedules,
            Timers time,
            RandomGenerator random,
            Executor executor,
            Duration grace) {}

    public Triggers(Parts parts) {
        this.parts = parts;
        this.turns = Serial.on(parts.executor());
        this.webhooks = new TriggerWebhooks(parts.catalog(), parts.secrets());
        this.seeks = new TriggerSeeks(parts.catalog(), parts.time());
        this.declared = new LocatedTriggers(parts.catalog());
        this.check = new TriggerCheck(parts, webhooks, declared);
        this.consumers = new TriggerConsumers(parts);
        this.running = new RunningTriggers(parts, consumers);
        this.redriven = new RedrivenRecords(
                parts.cluster(),
                parts.names().prefix(),
                this::redrivenConsumer,
                running::hasAny,
                parts.time(),
                parts.executor());
    }

    /** Runs what there is, and follows changes from then on. Once; returns when all webhooks are known, and before all topics are read. */
    public void start() {
        watch = Optional.of(parts.catalog().watch(this::changed));
        secrets = Optional.of(parts.secrets().watch(secret -> lookAtConnections(secret.namespace())));
        for (Namespace namespace : parts.catalog().namespaces(TriggerSettings.RESOURCE)) {
            parts.catalog()
                    .ids(TriggerSettings.RESOURCE, namespace)
                    .forEach(id -> turns.execute(() -> turn(new TriggerId(namespace, id.name()))));
        }
        CompletableFuture<Void> known = new CompletableFuture<>();
        turns.execute(() -> known.complete(null));
        known.completeOnTimeout(null, LOADING.toMillis(), TimeUnit.MILLISECONDS).join();
        redriven.start();
    }

    private void changed(CatalogEvent event) {
        ResourceId<?, ?> id = event.id();
        if (id.kind() == TriggerSettings.RESOURCE || id.kind() == TriggerSeek.KIND) {
            turns.execute(() -> turn(new TriggerId(id.namespace(), id.name())));
        } else if (id.kind() == ConnectionSettings.RESOURCE) {
            lookAtConnections(id.namespace());
        } else if (id.kind() == DeclaredTopic.RESOURCE) {
            lookAtTopics(id.namespace());
        }
    }

    /** A topic of the namespace may be elsewhere now. */
    private void lookAtTopics(Namespace namespace) {
        turns.execute(() -> {
            try {
                parts.catalog()
                        .ids(TriggerSettings.RESOURCE, namespace)
                        .forEach(id -> turn(new TriggerId(namespace, id.name())));
                parts.connections().retain(usedConnections());
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "The topics of " + namespace + " could not be looked up; it is tried again.", e);
                parts.time().at(parts.time().nanos() + AGAIN.toNanos(), () -> lookAtTopics(namespace));
            }
        });
    }

    /** A connection of the namespace may be there now, or be another one, or gone. */
    private void lookAtConnections(Namespace namespace) {
        turns.execute(() -> {
            try {
                parts.connections().refresh(namespace);
                all(namespace).forEach((name, settings) -> {
                    if (settings.topic().flatMap(TopicSource::connection).isPresent()) {
                        turn(new TriggerId(namespace, name));
                    }
                });
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "The connections of " + namespace + " could not be looked up; it is tried again.",
                        e);
                parts.time().at(parts.time().nanos() + AGAIN.toNanos(), () -> lookAtConnections(namespace));
            }
        });
    }

    /** A turn that fails, because the catalog cannot be read, is made again. */
    private void turn(TriggerId id) {
        try {
            look(id);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The trigger " + id + " could not be looked up; it is tried again.", e);
            parts.time().at(parts.time().nanos() + AGAIN.toNanos(), () -> turns.execute(() -> turn(id)));
        }
    }

    /** Brings a trigger to what the catalog says of it now. */
    private void look(TriggerId id) {
        Optional<Resource<Declared<TriggerSettings>, Declared.Status>> found = resource(id);
        if (changes(id, found)) {
            redriven.changed(id);
            parts.connections().retain(usedConnections());
        }
        if (found.isEmpty()) {
            seeks.forget(id);
            return;
        }
        running.seek(id, seeks.last(id).map(resource -> resource.spec().seek()).orElse(Seek.NONE));
    }

    private boolean changes(TriggerId id, Optional<Resource<Declared<TriggerSettings>, Declared.Status>> found) {
        webhooks.become(id, found.map(Resource::spec));
        parts.schedules().follow(id, found);
        return running.become(
                id,
                found.flatMap(resource -> reading(id, resource)
                        .map(reading ->
                                new RunningTriggers.Wanted(resource.spec().settings(), reading))));
    }

    private Set<ConnectionId> usedConnections() {
        Set<ConnectionId> used = new HashSet<>(declared.connections());
        used.addAll(running.connections());
        return used;
    }

    private Optional<Resource<Declared<TriggerSettings>, Declared.Status>> resource(TriggerId id) {
        return declared.find(id);
    }

    private Optional<Reading> reading(TriggerId id, Resource<Declared<TriggerSettings>, Declared.Status> found) {
        return Reading.of(id, found.spec().settings(), found.status().createdAt(), parts.names());
    }

    /** What is read of redriven letters, by the rules of their trigger; empty if that is not there. */
    private Optional<PumpConsumer> redrivenConsumer(TriggerId id) {
        return resource(id)
                .flatMap(found -> reading(id, found)
                        .map(reading -> consumers.redriven(id, found.spec().settings(), reading, redriven.topic(id))));
    }

    /**
     * What is wrong with a spec whose keys are good each by itself; paths begin with {@code spec.}.
     *
     * @param owner the function to whose spec it belongs, if it belongs to one
     */
    public List<SpecProblem> problems(TriggerId id, TriggerSettings settings, Optional<String> owner) {
        return check.problems(id, settings, owner);
    }

    /** What people should know of a trigger that is, or is to be, in the catalog. */
    public List<String> warnings(Namespace namespace, String name, TriggerSettings settings) {
        return check.warnings(namespace, name, settings);
    }

    /** All that the catalog has, by their names, with topics where documents say that they are. */
    public SortedMap<String, TriggerSettings> all(Namespace namespace) {
        return declared.all(namespace);
    }

    /** Which topics of a namespace a source reads. */
    public Predicate<String> reader(Namespace namespace, TopicSource source) {
        return Circles.reader(namespace, source, parts.names().prefix());
    }

    /** When a trigger runs that has a schedule; empty of any other. Blocks as long as keyed state does. */
    public Optional<KnownSchedules.Report> schedule(TriggerId id) {
        return parts.schedules().report(id);
    }

    /** Has a trigger run now; empty if it has no schedule that can run. Blocks as long as the queue and keyed state do. */
    public Optional<Scheduler.ByHand> runNow(TriggerId id) {
        return parts.schedules().runNow(id);
    }

    /**
     * Has a trigger go on somewhere else, at all gateways. Blocks on Kafka.
     *
     * @param target where
     * @param to the same as somebody wrote it
     */
    public Sought seek(TriggerId id, SeekTarget target, String to) throws InterruptedException {
        Optional<Resource<Declared<TriggerSettings>, Declared.Status>> found = resource(id);
        if (found.isEmpty()) {
            return new Sought.NoSuchTrigger();
        }
        Optional<Reading> reading = reading(id, found.get());
        if (reading.isEmpty()) {
            return new Sought.NoSuchPlace(
                    "The trigger '" + id.name() + "' reads no topic: it has no place to go on at.");
        }
        return switch (running.place(reading.get())) {
            case RunningTriggers.Place.There there -> seeks.seek(id, target, to, there.cluster(), reading.get());
            case RunningTriggers.Place.Nowhere(String why) -> new Sought.Away(why);
        };
    }

    /** The last seek of a trigger, and when it was asked for. */
    public Optional<Resource<TriggerSeek, TriggerSeek.Status>> lastSeek(TriggerId id) {
        return seeks.last(id);
    }

    /** Sets {@code paused} in the spec of a trigger; false if there is none. */
    public boolean pause(TriggerId id, boolean wanted) {
        ResourceId<Declared<TriggerSettings>, Declared.Status> resource =
                new ResourceId<>(TriggerSettings.RESOURCE, id.namespace(), id.name());
        while (true) {
            Optional<Resource<Declared<TriggerSettings>, Declared.Status>> before =
                    parts.catalog().get(resource);
            if (before.isEmpty() || before.get().spec().settings().paused() == wanted) {
                return before.isPresent();
            }
            Declared<TriggerSettings> declared = before.get().spec();
            Map<String, Object> written = new LinkedHashMap<>(declared.written());
            written.put("paused", wanted);
            if (!(TriggerSettings.KIND.readSpec(written) instanceof Binding.Bound<TriggerSettings>(var settings))) {
                throw new IllegalStateException("the spec of trigger " + id + " cannot be read any more");
            }
            Declared<TriggerSettings> changed = new Declared<>(declared.labels(), written, settings);
            if (parts.catalog()
                            .put(
                                    resource,
                                    changed,
                                    before.get().status(),
                                    before.get().revision())
                    instanceof Catalog.Put.Done) {
                return true;
            }
        }
    }

    /** Whether the catalog has such a trigger, and it reads topics, or what is published. */
    public boolean readsTopics(TriggerId id) {
        return resource(id).flatMap(found -> reading(id, found)).isPresent();
    }

    /**
     * Has dead letters of a trigger tried again, by what its spec says now and with attempts counted from the beginning; nobody else
     * who reads the topic sees them. Blocks until that is durable.
     *
     * @return how many of the letters were there
     */
    public int redrive(TriggerId id, List<InvocationId> letters, DeadLetterMoves moves)
            throws InterruptedException, BrokerAwayException {
        return redriven.redrive(id, letters, moves);
    }

    /** How many redriven letters of a trigger wait, as far as this gateway knows. */
    public long redrivenWaiting(TriggerId id) {
        return redriven.waiting(id);
    }

    /** What the spec of a trigger says; empty if there is none. */
    public Optional<TriggerSettings> settings(TriggerId id) {
        return resource(id).map(Resource::spec).map(Declared::settings);
    }

    /** How a trigger stands that the catalog has. */
    public TriggerState state(TriggerId id) {
        Optional<TriggerSettings> settings = settings(id);
        Optional<WebhookSource> webhook = settings.flatMap(TriggerSettings::webhook);
        if (webhook.isPresent()) {
            return webhooks.state(id, settings.get(), webhook.get(), hasFunction(id, settings.get()));
        }
        Optional<TriggerState> scheduled = parts.schedules().state(id);
        if (scheduled.isPresent()) {
            return scheduled.get();
        }
        return running.state(id, known -> hasFunction(id, known));
    }

    private boolean hasFunction(TriggerId id, TriggerSettings settings) {
        return parts.hasFunction().test(settings.function().in(id.namespace()));
    }

    /**
     * What a trigger leaves that is about to be deleted, in sentences; empty if it reads nothing of Kafka. As far as this gateway
     * knows.
     */
    public Optional<String> leaves(TriggerId id) {
        return resource(id)
                .flatMap(found -> reading(id, found)
                        .map(reading -> Leaving.told(
                                id, found.spec().settings(), reading, state(id).report(), redriven.waiting(id))));
    }

    /** Which trigger a request is for. */
    public WebhookRoutes webhooks() {
        return webhooks.routes();
    }

    /** The triggers that name a connection, in order of their names. */
    public List<String> connectionUsers(ConnectionId connection) {
        return all(connection.namespace()).entrySet().stream()
                .filter(each -> each.getValue().connections().anyMatch(connection.name()::equals))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The triggers that name a topic of their namespace, in order of their names. */
    public List<String> topicUsers(Namespace namespace, String topic) {
        return declared.topicUsers(namespace, topic);
    }

    /** The triggers that use each secret of a namespace that one uses, in order of the names. */
    public Map<SecretName, List<String>> secretUsers(Namespace namespace) {
        return webhooks.secretUsers(namespace);
    }

    /** Begins nothing any more, and gives all partitions back after what is under way, as far as the grace goes. Returns at once. */
    public void stop() {
        watch.ifPresent(Catalog.Watch::close);
        secrets.ifPresent(SecretStore.Watch::close);
        parts.schedules().close();
        redriven.stop();
        running.stop();
    }

    /** The same, and waits for it. */
    @Override
    public void close() {
        stop();
        running.close();
        redriven.close();
    }
}
