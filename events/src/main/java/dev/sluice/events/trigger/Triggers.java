package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.Serial;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.deadletter.DeadLetters;
import dev.sluice.events.pump.ConsumerSettings;
import dev.sluice.events.pump.PumpConsumer;
import dev.sluice.events.pump.PumpSettings;
import dev.sluice.events.pump.Subscription;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicName;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.webhook.WebhookRoutes;
import dev.sluice.events.webhook.WebhookSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Runs the triggers that the catalog has, whoever changed them. Several gateways on one catalog share the partitions of a trigger,
 * as members of one group. Thread-safe.
 */
public final class Triggers implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Triggers.class.getName());
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Parts parts;
    private final Serial turns;
    private final TriggerWebhooks webhooks;
    private final Map<TriggerId, Running> running = new HashMap<>();
    private Optional<Catalog.Watch> watch = Optional.empty();
    private boolean closed;

    /**
     * What triggers need.
     *
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
            Timers time,
            RandomGenerator random,
            Executor executor,
            Duration grace) {}

    private record Running(TriggerSettings settings, PumpConsumer consumer) {}

    public Triggers(Parts parts) {
        this.parts = parts;
        this.turns = Serial.on(parts.executor());
        this.webhooks = new TriggerWebhooks(parts.catalog(), parts.secrets());
    }

    /** Runs what there is, and follows changes from then on. Once; returns when all webhooks are known, and before all topics are read. */
    public void start() {
        while (true) {
            Revision now = parts.catalog().revision();
            if (parts.catalog().watch(now, this::changed) instanceof Catalog.Watching.Started(Catalog.Watch started)) {
                watch = Optional.of(started);
                break;
            }
        }
        for (Namespace namespace : parts.catalog().namespaces(TriggerSettings.RESOURCE)) {
            parts.catalog()
                    .ids(TriggerSettings.RESOURCE, namespace)
                    .forEach(id -> turns.execute(() -> turn(new TriggerId(namespace, id.name()))));
        }
        CompletableFuture<Void> known = new CompletableFuture<>();
        turns.execute(() -> known.complete(null));
        known.join();
    }

    private void changed(CatalogEvent event) {
        ResourceId<?, ?> id = switch (event) {
            case CatalogEvent.Stored(Resource<?, ?> resource) -> resource.id();
            case CatalogEvent.Deleted(ResourceId<?, ?> deleted, Revision _) -> deleted;
        };
        if (id.kind() == TriggerSettings.RESOURCE) {
            turns.execute(() -> turn(new TriggerId(id.namespace(), id.name())));
        }
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
        Optional<TriggerSettings> wanted = settings(id);
        webhooks.become(id, wanted);
        synchronized (running) {
            Running present = running.get(id);
            if (closed || present != null && wanted.equals(Optional.of(present.settings()))) {
                return;
            }
            if (present != null && wanted.isPresent() && differsInPauseAlone(present.settings(), wanted.get())) {
                present.consumer().hold(wanted.get().paused());
                running.put(id, new Running(wanted.get(), present.consumer()));
                return;
            }
            if (present != null) {
                present.consumer().stop();
                running.remove(id);
            }
            wanted.ifPresent(settings -> settings.topic()
                    .ifPresent(source -> running.put(id, new Running(settings, consumer(id, settings, source)))));
        }
    }

    private Optional<TriggerSettings> settings(TriggerId id) {
        return parts.catalog()
                .get(new ResourceId<>(TriggerSettings.RESOURCE, id.namespace(), id.name()))
                .map(Resource::spec)
                .map(Declared::settings);
    }

    private static boolean differsInPauseAlone(TriggerSettings one, TriggerSettings other) {
        return one.function().equals(other.function())
                && one.topic().equals(other.topic())
                && one.retry().equals(other.retry());
    }

    private PumpConsumer consumer(TriggerId id, TriggerSettings settings, TopicSource source) {
        PumpSettings pump = new PumpSettings(
                source.delivery(),
                source.concurrency(),
                source.batch().size(),
                source.batch().window(),
                settings.retry().attempts(),
                PumpSettings.Bounds.USUAL);
        ConsumerSettings consumer = new ConsumerSettings(
                group(id, source), subscription(id.namespace(), source), source.from(), pump, parts.grace());
        TriggerWork work = new TriggerWork(
                id, settings, source, parts.invoker(), parts.deadLetters(), parts.time(), parts.random());
        PumpConsumer made =
                new PumpConsumer(parts.cluster(), consumer, work, new Loop(parts.time(), Serial.on(parts.executor())));
        made.hold(settings.paused());
        return made;
    }

    private String group(TriggerId id, TopicSource source) {
        return source.group()
                .map(group -> new TopicName(id.namespace(), group).kafkaName())
                .orElseGet(() -> parts.names().prefix() + "trigger." + id.namespace() + "." + id.name());
    }

    private Subscription subscription(Namespace namespace, TopicSource source) {
        if (source.pattern().isPresent()) {
            return new Subscription.Matching(TopicPatterns.of(
                    namespace, source.pattern().get(), parts.names().prefix()));
        }
        Set<String> names = new HashSet<>();
        source.name().ifPresent(name -> names.add(new TopicName(namespace, name).kafkaName()));
        source.names().forEach(name -> names.add(new TopicName(namespace, name).kafkaName()));
        return new Subscription.Names(names);
    }

    /** What is wrong with a spec whose keys are good each by itself. */
    public List<SpecProblem> problems(TriggerId id, TriggerSettings settings) {
        Namespace namespace = id.namespace();
        List<SpecProblem> problems = new ArrayList<>();
        settings.webhook().ifPresent(source -> problems.addAll(webhooks.problems(id, settings, source)));
        settings.topic().ifPresent(source -> {
            source.name().ifPresent(name -> checkName(namespace, name, "spec.topic.name", problems));
            for (int i = 0; i < source.names().size(); i++) {
                checkName(namespace, source.names().get(i), "spec.topic.names[" + i + "]", problems);
            }
            // Groups are named as topics are, so that none means something in two namespaces.
            source.group().ifPresent(group -> checkName(namespace, group, "spec.topic.group", problems));
            if (source.pattern().filter(TopicPatterns::hasTooManyStars).isPresent()) {
                problems.add(new SpecProblem(
                        "spec.topic.pattern",
                        "the pattern has more than " + TopicPatterns.MOST_STARS + " '*'",
                        "up to " + TopicPatterns.MOST_STARS));
            }
        });
        return problems;
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

    /** How a trigger stands that the catalog has. */
    public TriggerState state(TriggerId id) {
        Optional<TriggerSettings> settings = settings(id);
        Optional<WebhookSource> webhook = settings.flatMap(TriggerSettings::webhook);
        if (webhook.isPresent()) {
            return webhooks.state(id, settings.get(), webhook.get(), hasFunction(id, settings.get()));
        }
        Running present;
        synchronized (running) {
            present = running.get(id);
        }
        if (present == null) {
            return new TriggerState(
                    "waiting_for_broker", "It is just being started.", Optional.empty(), Optional.empty());
        }
        return TriggerState.of(
                present.settings(),
                hasFunction(id, present.settings()),
                present.consumer().report());
    }

    private boolean hasFunction(TriggerId id, TriggerSettings settings) {
        return parts.hasFunction().test(settings.function().in(id.namespace()));
    }

    /** Which trigger a request is for. */
    public WebhookRoutes webhooks() {
        return webhooks.routes();
    }

    /** The triggers that use each secret of a namespace that one uses, in order of the names. */
    public Map<SecretName, List<String>> secretUsers(Namespace namespace) {
        return webhooks.secretUsers(namespace);
    }

    /** Begins nothing any more, and gives all partitions back after what is under way, as far as the grace goes. Returns at once. */
    public void stop() {
        watch.ifPresent(Catalog.Watch::close);
        synchronized (running) {
            closed = true;
            running.values().forEach(each -> each.consumer().stop());
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
        all.forEach(each -> each.consumer().close());
    }
}
