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
import dev.sluice.core.loop.Loop;
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
import dev.sluice.events.destination.Destination;
import dev.sluice.events.destination.Sender;
import dev.sluice.events.pump.ConsumerSettings;
import dev.sluice.events.pump.GroupReader;
import dev.sluice.events.pump.IdleGroups;
import dev.sluice.events.pump.PumpConsumer;
import dev.sluice.events.pump.PumpSettings;
import dev.sluice.events.pump.Seek;
import dev.sluice.events.pump.StartPosition;
import dev.sluice.events.pump.Subscription;
import dev.sluice.events.pump.Work;
import dev.sluice.events.schedule.KnownSchedules;
import dev.sluice.events.schedule.Scheduler;
import dev.sluice.events.topic.DeclaredTopic;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.webhook.WebhookRoutes;
import dev.sluice.events.webhook.WebhookSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
    private final IdleGroups idle;
    private final Map<TriggerId, Running> running = new HashMap<>();

    /** Why those do not run that wait for their connection; guarded by those that do. */
    private final Map<TriggerId, String> waiting = new HashMap<>();

    private Optional<Catalog.Watch> watch = Optional.empty();
    private Optional<SecretStore.Watch> secrets = Optional.empty();
    private boolean closed;

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

    /** {@code idle}: looks after those who read the same Kafka; another one when the connection to that has changed. */
    private record Running(
            TriggerSettings settings, Reading reading, IdleGroups idle, TriggerWork work, GroupReader reader) {}

    public Triggers(Parts parts) {
        this.parts = parts;
        this.turns = Serial.on(parts.executor());
        this.webhooks = new TriggerWebhooks(parts.catalog(), parts.secrets());
        this.seeks = new TriggerSeeks(parts.catalog(), parts.time());
        this.declared = new LocatedTriggers(parts.catalog());
        this.idle = new IdleGroups(parts.cluster(), parts.time(), IdleGroups.Rules.USUAL);
        this.redriven = new RedrivenRecords(
                parts.cluster(),
                parts.names().prefix(),
                this::redrivenConsumer,
                this::hasAny,
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
        Seek seek = seeks.last(id).map(resource -> resource.spec().seek()).orElse(Seek.NONE);
        synchronized (running) {
            Running present = running.get(id);
            if (present != null) {
                present.reader().seek(seek);
            }
        }
    }

    private boolean changes(TriggerId id, Optional<Resource<Declared<TriggerSettings>, Declared.Status>> found) {
        Optional<TriggerSettings> wanted = found.map(Resource::spec).map(Declared::settings);
        webhooks.become(id, found.map(Resource::spec));
        parts.schedules().follow(id, found);
        Optional<Reading> reading = found.flatMap(resource -> reading(id, resource));
        Optional<Place> place = reading.map(this::place);
        synchronized (running) {
            Running present = running.get(id);
            if (closed) {
                return false;
            }
            waiting.remove(id);
            if (present != null
                    && wanted.isPresent()
                    && reading.equals(Optional.of(present.reading()))
                    && place.orElseThrow() instanceof Place.There(var _, IdleGroups same)
                    && same == present.idle()) {
                TriggerSettings settings = wanted.get();
                if (settings.equals(present.settings())) {
                    return false;
                }
                if (differsInPauseAlone(present.settings(), settings)) {
                    present.reader().hold(settings.paused());
                    running.put(
                            id,
                            new Running(settings, present.reading(), present.idle(), present.work(), present.reader()));
                    return true;
                }
            }
            if (present != null) {
                present.reader().stop();
                running.remove(id);
            }
            switch (place.orElse(null)) {
                case Place.There there ->
                    running.put(id, running(id, wanted.orElseThrow(), reading.orElseThrow(), there));
                case Place.Nowhere(String why) -> waiting.put(id, why);
                case null -> {}
            }
            return true;
        }
    }

    /** A Kafka that can be read. */
    private sealed interface Place {

        /** {@code idle} looks after those that have nothing to read there. */
        record There(KafkaCluster cluster, IdleGroups idle) implements Place {}

        /** A connection that cannot be used. */
        record Nowhere(String why) implements Place {}
    }

    private Place place(Reading reading) {
        return reading.connection()
                .<Place>map(id -> switch (parts.connections().find(id)) {
                    case Connections.Usable usable -> new Place.There(usable.cluster(), usable.idle());
                    case Connections.Unusable(String why) -> new Place.Nowhere(why);
                })
                .orElseGet(() -> new Place.There(parts.cluster(), idle));
    }

    private Set<ConnectionId> usedConnections() {
        Set<ConnectionId> used = new HashSet<>(declared.connections());
        synchronized (running) {
            running.forEach((id, each) ->
                    each.settings().connections().forEach(name -> used.add(new ConnectionId(id.namespace(), name))));
        }
        return used;
    }

    private Optional<Resource<Declared<TriggerSettings>, Declared.Status>> resource(TriggerId id) {
        return declared.find(id);
    }

    private Optional<Reading> reading(TriggerId id, Resource<Declared<TriggerSettings>, Declared.Status> found) {
        return Reading.of(id, found.spec().settings(), found.status().createdAt(), parts.names());
    }

    private boolean hasAny() {
        synchronized (running) {
            return !running.isEmpty();
        }
    }

    private static boolean differsInPauseAlone(TriggerSettings one, TriggerSettings other) {
        return other.equals(one.paused(other.paused()));
    }

    /** What is read of redriven letters, by the rules of their trigger; empty if that is not there. */
    private Optional<PumpConsumer> redrivenConsumer(TriggerId id) {
        return resource(id)
                .flatMap(found -> reading(id, found)
                        .map(reading -> redrivenConsumer(id, found.spec().settings(), reading)));
    }

    private PumpConsumer redrivenConsumer(TriggerId id, TriggerSettings settings, Reading reading) {
        String topic = redriven.topic(id);
        ConsumerSettings consumer = new ConsumerSettings(
                topic,
                new Subscription.Names(Set.of(topic)),
                StartPosition.EARLIEST,
                pump(settings, reading),
                parts.grace());
        PumpConsumer made = consumer(
                parts.cluster(),
                consumer,
                new RedrivenWork(work(id, settings, reading).work()));
        made.hold(settings.paused());
        return made;
    }

    private static PumpSettings pump(TriggerSettings settings, Reading reading) {
        return new PumpSettings(
                reading.delivery(),
                reading.concurrency(),
                reading.batch().size(),
                reading.batch().window(),
                settings.retry().attempts(),
                PumpSettings.Bounds.USUAL,
                settings.retry().onOutage());
    }

    /** With turns for each fair key, and then with as many records to choose from as there is room for. */
    private static PumpSettings shared(TriggerSettings settings, Reading reading) {
        PumpSettings pump = pump(settings, reading);
        return reading.shares()
                .map(shares -> pump.in(shares).within(PumpSettings.Bounds.FAR))
                .orElse(pump);
    }

    private PumpConsumer consumer(KafkaCluster cluster, ConsumerSettings settings, Work work) {
        return new PumpConsumer(cluster, settings, work, new Loop(parts.time(), Serial.on(parts.executor())));
    }

    private Running running(TriggerId id, TriggerSettings settings, Reading reading, Place.There place) {
        ConsumerSettings consumer = new ConsumerSettings(
                reading.group(), reading.subscription(), reading.from(), shared(settings, reading), parts.grace());
        Calls made = work(id, settings, reading);
        GroupReader consumers = new GroupReader(
                place.idle(), consumer, wanted -> consumer(place.cluster(), wanted, made.work()), settings.paused());
        return new Running(settings, reading, place.idle(), made.calls(), consumers);
    }

    /** The calls of a trigger, and its whole work, of which they are a part. */
    private record Calls(TriggerWork calls, Work work) {}

    private Calls work(TriggerId id, TriggerSettings settings, Reading reading) {
        EventChains chains =
                new EventChains(settings.function().in(id.namespace()), parts.chains(), parts.longestChain());
        Optional<Onward> onward = onward(id, settings, reading, chains);
        TriggerWork calls = new TriggerWork(
                id,
                settings,
                reading,
                parts.invoker(),
                parts.deadLetters(),
                onward.map(after -> after),
                chains,
                parts.time(),
                parts.random());
        return new Calls(
                calls,
                onward.<Work>map(after -> new DestinationWork(calls, after)).orElse(calls));
    }

    private Optional<Onward> onward(TriggerId id, TriggerSettings settings, Reading reading, EventChains chains) {
        if (!settings.sendsOn()) {
            return Optional.empty();
        }
        Parcels parcels = new Parcels(id, settings, reading, chains, parts.time());
        return Optional.of(new Onward(parcels, parts.sender(), settings, reading, parts.random()));
    }

    /**
     * What is wrong with a spec whose keys are good each by itself; paths begin with {@code spec.}.
     *
     * @param owner the function to whose spec it belongs, if it belongs to one
     */
    public List<SpecProblem> problems(TriggerId id, TriggerSettings settings, Optional<String> owner) {
        Namespace namespace = id.namespace();
        List<SpecProblem> problems = new ArrayList<>();
        problems.addAll(parts.schedules().problems(settings));
        problems.addAll(BoundVersions.problems(parts.catalog(), namespace, settings));
        settings.webhook().ifPresent(source -> problems.addAll(webhooks.problems(id, settings, source, owner)));
        settings.topic().ifPresent(source -> {
            problems.addAll(declared.problems(namespace, source));
            Namespace whose = ConnectionId.namespace(namespace, source.connection());
            source.name().ifPresent(name -> checkName(whose, name, "spec.topic.name", problems));
            for (int i = 0; i < source.names().size(); i++) {
                checkName(whose, source.names().get(i), "spec.topic.names[" + i + "]", problems);
            }
            // Groups are named as topics are, so that none means something in two namespaces.
            source.group().ifPresent(group -> checkName(whose, group, "spec.topic.group", problems));
            if (source.pattern().filter(TopicPatterns::hasTooManyStars).isPresent()) {
                problems.add(new SpecProblem(
                        "spec.topic.pattern",
                        "the pattern has more than " + TopicPatterns.MOST_STARS + " '*'",
                        "up to " + TopicPatterns.MOST_STARS));
            }
        });
        settings.reply()
                .ifPresent(reply -> checkName(
                        ConnectionId.namespace(namespace, reply.connection()),
                        reply.topic(),
                        "spec.reply.topic",
                        problems));
        settings.onSuccess().ifPresent(to -> checkName(namespace, to, "spec.onSuccess.topic", problems));
        settings.onFailure().ifPresent(to -> checkName(namespace, to, "spec.onFailure.topic", problems));
        return problems;
    }

    /** All that the catalog has, by their names, with topics where documents say that they are. */
    public SortedMap<String, TriggerSettings> all(Namespace namespace) {
        return declared.all(namespace);
    }

    /** Which topics of a namespace a source reads. */
    public Predicate<String> reader(Namespace namespace, TopicSource source) {
        return Circles.reader(namespace, source, parts.names().prefix());
    }

    /** What people should know of a trigger that is, or is to be, in the catalog. */
    public List<String> warnings(Namespace namespace, String name, TriggerSettings settings) {
        Map<String, TriggerSettings> all = new TreeMap<>(all(namespace));
        all.put(name, declared.located(namespace, settings));
        return new Circles(namespace, all, parts.names().prefix())
                        .through(name)
                        .map(circle -> "Triggers and destinations form a circle: " + circle
                                + ". An event that comes back to a function is a dead letter (call_loop).")
                        .stream()
                        .toList();
    }

    private void checkName(Namespace namespace, Destination to, String path, List<SpecProblem> problems) {
        to.topic()
                .ifPresent(
                        topic -> checkName(ConnectionId.namespace(namespace, to.connection()), topic, path, problems));
    }

    private void checkName(Namespace namespace, String name, String path, List<SpecProblem> problems) {
        try {
            parts.names().of(namespace, name);
        } catch (TopicException e) {
            String detail = e.fault() instanceof TopicFault.BadName(String told)
                    ? told
                    : e.fault().toString();
            problems.add(new SpecProblem(path, detail, ""));
        }
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
        return switch (place(reading.get())) {
            case Place.There there -> seeks.seek(id, target, to, there.cluster(), reading.get());
            case Place.Nowhere(String why) -> new Sought.Away(why);
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
        Running present;
        @Nullable String unconnected;
        synchronized (running) {
            present = running.get(id);
            unconnected = waiting.get(id);
        }
        if (present == null) {
            return unconnected == null
                    ? TriggerState.of("waiting_for_broker", "It is just being started.")
                    : TriggerState.of("waiting_for_connection", unconnected);
        }
        return TriggerState.of(
                present.settings(),
                hasFunction(id, present.settings()),
                present.reader().report(),
                present.work().filtered());
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
        synchronized (running) {
            closed = true;
            running.values().forEach(each -> each.reader().stop());
        }
    }

    /** The same, and waits for it. */
    @Override
    public void close() {
        stop();
        List<Running> all;
        synchronized (running) {
            all = List.copyOf(running.values());
            running.clear();
        }
        all.forEach(each -> each.reader().close());
        idle.close();
        redriven.close();
    }
}
