package dev.sluice.events.broker;

import dev.sluice.core.problem.Sentence;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * A cluster that somebody else runs. From the first time that it is needed, a thread {@code kafka-probe} asks it every five
 * seconds who it is.
 */
public final class NamedCluster implements KafkaCluster {

    private static final System.Logger LOG = System.getLogger(NamedCluster.class.getName());

    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);
    private static final String CLOSED =
            "Kafka is not used any more, because the gateway is shutting down. Try again when it is back.";

    private final String servers;
    private final String told;
    private final Map<String, Object> clientProperties;
    private final Standing standing = new Standing("Kafka", CLOSED);
    private final ScheduledThreadPoolExecutor probe;

    /** The probe's. */
    private Optional<Admin> admin = Optional.empty();

    /**
     * @param servers {@code host:port}, more of them with commas between
     * @param told where that was said, in words
     * @param clientProperties what Kafka's clients need beside that: TLS, SASL
     */
    public NamedCluster(String servers, String told, Map<String, ?> clientProperties) {
        this.servers = servers;
        this.told = told;
        Map<String, Object> all = new HashMap<>(clientProperties);
        all.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        this.clientProperties = Map.copyOf(all);
        this.probe = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("kafka-probe").factory());
    }

    @Override
    public Map<String, Object> clientProperties() {
        return clientProperties;
    }

    @Override
    public State state() {
        return standing.state();
    }

    @Override
    public CompletionStage<Void> ready(Duration patience) {
        return standing.ready(patience, () -> later(Duration.ZERO));
    }

    private void later(Duration delay) {
        try {
            Future<?> _ = probe.schedule(this::ask, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "Kafka is not asked any more.");
        }
    }

    private void ask() {
        if (standing.isClosed()) {
            return;
        }
        try {
            become(answer().<State>map(State.Away::new).orElseGet(State.Ready::new));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        later(BETWEEN);
    }

    /** Empty if it is well, else why not. */
    private Optional<String> answer() throws InterruptedException {
        try {
            if (admin.isEmpty()) {
                Map<String, Object> properties = new HashMap<>(clientProperties);
                properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LONGEST_ANSWER.toMillis());
                properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST_ANSWER.toMillis());
                admin = Optional.of(Admin.create(properties));
            }
            int nodes = admin.get()
                    .describeCluster()
                    .nodes()
                    .get(2 * LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .size();
            return nodes == 0 ? Optional.of(away("it has no brokers")) : Optional.empty();
        } catch (KafkaException | ExecutionException e) {
            return Optional.of(away(TlsRefusal.reason(e).orElseGet(() -> rootMessage(e))));
        } catch (TimeoutException e) {
            return Optional.of(away("no answer came"));
        }
    }

    private String away(String why) {
        return "Kafka at " + servers + " (" + told + ") does not answer: " + Sentence.ended(why)
                + " It is asked again every " + BETWEEN.toSeconds() + " s.";
    }

    /** Settings that do not fit are told with their reason, which is the last of a chain. */
    private static String rootMessage(Throwable e) {
        Throwable root = e;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private void become(State next) {
        State before = standing.become(next);
        if (next instanceof State.Away away && !(before instanceof State.Away)) {
            LOG.log(Level.WARNING, away.why());
        } else if (next instanceof State.Ready && !before.equals(next)) {
            LOG.log(Level.INFO, "Kafka at {0} answers.", servers);
        }
    }

    @Override
    public void close() {
        if (!standing.close()) {
            return;
        }
        probe.shutdownNow();
        try {
            if (probe.awaitTermination(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)) {
                admin.ifPresent(open -> open.close(LONGEST_CLOSE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
