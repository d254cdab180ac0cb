package dev.sluice.events.connection;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.MissingSecret;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.problem.Sentence;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.broker.NamedCluster;
import dev.sluice.events.broker.TlsRefusal;
import dev.sluice.events.pump.IdleGroups;
import dev.sluice.events.topic.Clusters;
import dev.sluice.events.topic.TopicDefaults;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * The connections that namespaces declare, and what is open of them: one cluster of each, for all who use it, from the first use until
 * nobody has use for it. Thread-safe. Methods may block as the catalog and the secrets do.
 */
public final class Connections implements Clusters, AutoCloseable {

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private final Catalog catalog;
    private final SecretStore secrets;
    private final TopicNames names;
    private final Timers time;

    /** Guarded by itself, as is {@link #closed}. Held while a connection is looked up, so that the newest look counts. */
    private final Map<ConnectionId, Open> open = new HashMap<>();

    private boolean closed;

    /** How a connection can be used now. */
    public sealed interface Found {}

    /** It can. All who use it get the same as long as its spec and its secrets stay the same. */
    public record Usable(KafkaCluster cluster, IdleGroups idle, Topics topics) implements Found {}

    /**
     * It cannot.
     *
     * @param why in sentences: what is missing, and what to do
     */
    public record Unusable(String why) implements Found {}

    private record Open(Map<String, Object> client, Usable usable) {

        void close() {
            usable.idle().close();
            usable.topics().close();
            usable.cluster().close();
        }
    }

    /** @param names which topics are the platform's: they are nobody's over a connection either */
    public Connections(Catalog catalog, SecretStore secrets, TopicNames names, Timers time) {
        this.catalog = catalog;
        this.secrets = secrets;
        this.names = names;
        this.time = time;
    }

    /** What there is to use of a connection; opens it if need be. Never waits for Kafka. */
    public Found find(ConnectionId id) {
        synchronized (open) {
            Open present = open.get(id);
            return present == null ? look(id) : present.usable();
        }
    }

    @Override
    public Topics over(Namespace namespace, String connection) throws TopicException {
        return switch (find(new ConnectionId(namespace, connection))) {
            case Usable usable -> usable.topics();
            case Unusable(String why) -> throw new TopicException(new TopicFault.BrokerAway(why));
        };
    }

    /** Sees how those that are open are by now, of a namespace in which a connection or a secret has changed. */
    public void refresh(Namespace namespace) {
        synchronized (open) {
            List.copyOf(open.keySet()).stream()
                    .filter(id -> id.namespace().equals(namespace))
                    .forEach(this::look);
        }
    }

    /** What is open, by what the spec and its secrets say now, is opened if it is not, and closed if it is another one or cannot be used. */
    private Found look(ConnectionId id) {
        if (closed) {
            return new Unusable("The gateway is shutting down.");
        }
        Found found = catalog.get(new ResourceId<>(ConnectionSettings.RESOURCE, id.namespace(), id.name()))
                .map(resource -> look(id, resource.spec().settings()))
                .orElseGet(() -> new Unusable(
                        "There is no connection '" + id.name() + "': apply a document of kind Connection."));
        if (found instanceof Unusable) {
            Optional.ofNullable(open.remove(id)).ifPresent(Connections::closeSoon);
        }
        return found;
    }

    private Found look(ConnectionId id, ConnectionSettings settings) {
        Map<SecretName, SecretValue> values = new HashMap<>();
        Optional<MissingSecret> missing = look(id.namespace(), settings, values);
        if (missing.isPresent()) {
            return new Unusable(
                    "Of the connection '" + id.name() + "': " + missing.get().clause());
        }
        Optional<String> unfit = settings.tls().flatMap(tls -> Pem.unfit(tls, of(values)));
        if (unfit.isPresent()) {
            return new Unusable("Of the connection '" + id.name() + "': " + unfit.get());
        }
        Map<String, Object> client = ClientProperties.of(settings, of(values));
        Open present = open.get(id);
        if (present != null && present.client().equals(client)) {
            return present.usable();
        }
        Usable made = make(id, settings, client);
        Optional.ofNullable(open.put(id, new Open(client, made))).ifPresent(Connections::closeSoon);
        return made;
    }

    private Usable make(ConnectionId id, ConnectionSettings settings, Map<String, Object> client) {
        KafkaCluster cluster =
                new NamedCluster(String.join(",", settings.servers()), "the connection '" + id + "'", client);
        return new Usable(
                cluster,
                new IdleGroups(cluster, time, IdleGroups.Rules.USUAL),
                new Topics(cluster, names, new TopicDefaults(Optional.empty(), Optional.empty())));
    }

    /** Clients may take some seconds to end. */
    private static void closeSoon(Open former) {
        Thread.ofVirtual().name("sluice-connection-close").start(former::close);
    }

    /** Closes those that nobody has use for any more. */
    public void retain(Set<ConnectionId> used) {
        List<Open> unused = new ArrayList<>();
        synchronized (open) {
            open.entrySet().removeIf(each -> {
                boolean over = !used.contains(each.getKey());
                if (over) {
                    unused.add(each.getValue());
                }
                return over;
            });
        }
        unused.forEach(Connections::closeSoon);
    }

    @Override
    public void close() {
        List<Open> all;
        synchronized (open) {
            closed = true;
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(Open::close);
    }

    /** What is wrong with a spec whose keys are good each by itself; paths begin with {@code spec.}. */
    public List<SpecProblem> problems(Namespace namespace, String name, ConnectionSettings settings) {
        List<SpecProblem> problems = new ArrayList<>();
        Optional<ConnectionSettings.Tls> tls = settings.tls();
        see(problems, namespace, tls.flatMap(ConnectionSettings.Tls::ca), "spec.tls.ca");
        see(problems, namespace, tls.flatMap(ConnectionSettings.Tls::certificate), "spec.tls.certificate");
        see(problems, namespace, tls.flatMap(ConnectionSettings.Tls::key), "spec.tls.key");
        see(problems, namespace, settings.sasl().map(ConnectionSettings.Sasl::password), "spec.sasl.password");
        return problems;
    }

    private void see(List<SpecProblem> problems, Namespace namespace, Optional<SecretName> secret, String path) {
        secret.flatMap(name -> MissingSecret.problem(secrets, namespace, name, path))
                .ifPresent(problems::add);
    }

    /** What people should know of a spec that is good. */
    public List<String> warnings(ConnectionSettings settings) {
        return settings.tellsPasswordInClear()
                ? List.of("Without tls, PLAIN sends the password as it is: who can listen in can read it.")
                : List.of();
    }

    /** The connections that use each secret of a namespace that one uses, in order of the names. */
    public Map<SecretName, List<String>> secretUsers(Namespace namespace) {
        Map<SecretName, List<String>> users = new TreeMap<>();
        catalog.each(
                ConnectionSettings.RESOURCE,
                namespace,
                connection -> connection
                        .spec()
                        .settings()
                        .secrets()
                        .forEach(secret -> users.computeIfAbsent(secret, _ -> new ArrayList<>())
                                .add(connection.id().name())));
        users.values().forEach(names -> names.sort(null));
        return users;
    }

    /** Asks the cluster who it is, with the secrets as they are now. Blocks for ten seconds at most. */
    public ConnectionState state(Namespace namespace, ConnectionSettings settings) {
        Map<SecretName, SecretValue> values = new HashMap<>();
        return look(namespace, settings, values)
                .map(MissingSecret::sentence)
                .or(() -> settings.tls()
                        .flatMap(tls -> Pem.unfit(tls, of(values)))
                        .map(Sentence::of))
                .map(why -> new ConnectionState("waiting_for_secret", why))
                .orElseGet(() -> asked(settings, ClientProperties.of(settings, of(values))));
    }

    /** Puts the secrets that the settings name into {@code values}; answers one that is not there. */
    private Optional<MissingSecret> look(
            Namespace namespace, ConnectionSettings settings, Map<SecretName, SecretValue> values) {
        for (SecretName secret : settings.secrets()) {
            Optional<SecretValue> value = secrets.get(namespace, secret);
            if (value.isEmpty()) {
                return Optional.of(new MissingSecret(secret));
            }
            values.put(secret, value.get());
        }
        return Optional.empty();
    }

    private static Function<SecretName, SecretValue> of(Map<SecretName, SecretValue> values) {
        return name -> Optional.ofNullable(values.get(name))
                .orElseThrow(() -> new IllegalStateException("nobody looked for the secret " + name));
    }

    private static ConnectionState asked(ConnectionSettings settings, Map<String, Object> properties) {
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LONGEST_ANSWER.toMillis());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST_ANSWER.toMillis());
        Admin admin;
        try {
            admin = Admin.create(properties);
        } catch (KafkaException e) {
            // The causes may have what a secret holds.
            return away(
                    settings,
                    settings.tls().flatMap(ConnectionSettings.Tls::key).isPresent()
                            ? "Kafka's client does not take its settings: see that tls.key is the key of tls.certificate, and that the servers have addresses"
                            : "Kafka's client does not take its settings: see that the servers have addresses");
        }
        try {
            admin.describeCluster().nodes().get(2 * LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            return ConnectionState.READY;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return away(
                    settings,
                    TlsRefusal.reason(cause)
                            .or(() -> Optional.ofNullable(cause.getMessage()))
                            .orElse(cause.toString()));
        } catch (TimeoutException e) {
            return away(settings, "no answer came");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return away(settings, "it was asked no longer");
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private static ConnectionState away(ConnectionSettings settings, String why) {
        return new ConnectionState(
                "away",
                "Kafka at " + String.join(", ", settings.servers()) + " does not answer: " + Sentence.ended(why));
    }
}
