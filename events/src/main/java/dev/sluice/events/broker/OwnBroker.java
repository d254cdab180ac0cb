package dev.sluice.events.broker;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;

/**
 * A broker of the platform's own: a process of this machine, started when something first needs it, started again when it ends,
 * and ended with the last gateway that uses its folder. A broker that runs in the folder already is used as it is, or, if it was
 * started with other settings and nobody else uses it, replaced. All that blocks is done on one thread, {@code broker-keeper}.
 */
public final class OwnBroker implements KafkaCluster {

    private static final System.Logger LOG = System.getLogger(OwnBroker.class.getName());

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration PROGRESS = Duration.ofSeconds(5);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(55);

    /** A broker that lived so long is no failed start, and its machine has other things to do by now. */
    private static final Duration STEADY = Duration.ofMinutes(1);

    private static final String CLOSED =
            "The broker is not there any more, because the gateway is shutting down. Try again when it is back.";

    private final Path folder;
    private final BrokerPlace place;
    private final BrokerStarter starter;
    private final Standing standing = new Standing("The broker", CLOSED);
    private final ScheduledThreadPoolExecutor keeper;
    private final CacheMaker cacheMaker;

    /** The rest is written by the keeper only. */
    private final BackOff backOff = new BackOff();

    private String told = "";
    private volatile Optional<UsedBroker> used = Optional.empty();
    private volatile Optional<Duration> lastStart = Optional.empty();
    private final AtomicLong starts = new AtomicLong();
    private final AtomicLong ends = new AtomicLong();

    /** Starts nothing and touches no file. */
    public OwnBroker(BrokerSettings settings) {
        this.folder = settings.folder();
        this.place = new BrokerPlace(folder);
        this.starter = new BrokerStarter(settings, place, new AotCache(settings.cache()));
        this.cacheMaker = new CacheMaker(starter);
        this.keeper = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("broker-keeper").factory());
        keeper.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Map<String, Object> clientProperties() {
        try {
            return place.take().address().clientProperties();
        } catch (IOException e) {
            throw standing.isClosed()
                    ? new KafkaException(CLOSED, e)
                    : Disk.failure("cannot read the address of the broker", e);
        }
    }

    @Override
    public State state() {
        return standing.state();
    }

    /** What is to be seen of it. Takes some milliseconds, to read its memory. */
    public BrokerReport report() {
        Optional<UsedBroker> broker = used;
        OptionalLong pid = broker.map(UsedBroker::process)
                .filter(ProcessHandle::isAlive)
                .map(process -> OptionalLong.of(process.pid()))
                .orElse(OptionalLong.empty());
        OptionalLong memory = pid.isPresent() ? ProcessMemory.of(pid.getAsLong()) : OptionalLong.empty();
        return new BrokerReport(standing.state(), pid, memory, lastStart, starts.get(), ends.get());
    }

    @Override
    public CompletionStage<Void> ready(Duration patience) {
        return standing.ready(patience, () -> later(this::bringUp, Duration.ZERO));
    }

    private void later(Runnable work, Duration delay) {
        try {
            Future<?> _ = keeper.schedule(() -> guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The broker is not looked after any more.");
        }
    }

    private void guarded(Runnable work) {
        if (standing.isClosed()) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The broker cannot be looked after: this is a defect.", e);
            away("The broker cannot be looked after: " + e);
        }
    }

    private void bringUp() {
        standing.become(new State.Starting());
        try {
            UsedBroker broker = starter.findOrStart();
            used = Optional.of(broker);
            if (broker.child().isPresent()) {
                starts.incrementAndGet();
            }
            broker.exited().whenComplete((process, e) -> later(() -> ended(broker), Duration.ZERO));
            look(broker, PROGRESS);
        } catch (IOException | StorageException e) {
            away(LastWords.ofStart(folder, e));
        }
    }

    private boolean isUsed(UsedBroker broker) {
        return used.filter(each -> each == broker).isPresent();
    }

    private void look(UsedBroker broker, Duration tell) {
        if (!isUsed(broker)) {
            return;
        }
        if (isReady(broker)) {
            up(broker);
            return;
        }
        boolean tells = broker.age().compareTo(tell) >= 0;
        if (tells) {
            LOG.log(Level.INFO, "The broker starts: {0} s so far.", broker.age().toSeconds());
        }
        later(() -> look(broker, tells ? tell.plus(PROGRESS) : tell), LOOK);
    }

    private boolean isReady(UsedBroker broker) {
        try {
            return starter.isReady(broker);
        } catch (IOException e) {
            return false;
        }
    }

    private void up(UsedBroker broker) {
        String pid = Long.toString(broker.process().pid());
        if (broker.child().isPresent()) {
            Duration age = broker.age();
            lastStart = Optional.of(age);
            LOG.log(
                    Level.INFO,
                    "The broker is ready after {0} ms, as process {1}.",
                    Long.toString(age.toMillis()),
                    pid);
            later(() -> makeCache(broker), STEADY);
        } else {
            LOG.log(Level.INFO, "The broker is ready, as process {0}.", pid);
        }
        told = "";
        standing.become(new State.Ready());
    }

    private void makeCache(UsedBroker broker) {
        if (isUsed(broker)) {
            cacheMaker.start();
        }
    }

    private void ended(UsedBroker broker) {
        if (!isUsed(broker)) {
            return;
        }
        used = Optional.empty();
        ends.incrementAndGet();
        if (broker.age().compareTo(STEADY) > 0) {
            backOff.reset();
        }
        if (broker.cached() && !(standing.state() instanceof State.Ready)) {
            cacheMaker.drop();
        }
        away(broker.lastWords().after(broker.exitCode()));
    }

    /** Tells why, once, and tries again, at once the first time: who waits then goes on to wait. */
    private void away(String why) {
        Duration delay = backOff.next();
        if (!told.equals(why)) {
            LOG.log(Level.WARNING, "{0} It is started again.", why);
            told = why;
        }
        standing.become(
                delay.isZero() ? new State.Starting() : new State.Away(why + " The platform tries to start it again."));
        later(this::bringUp, delay);
    }

    /** Ends the broker too, unless other gateways use it. */
    @Override
    public void close() {
        if (!standing.close()) {
            return;
        }
        cacheMaker.close();
        try {
            boolean left = keeper.submit(this::leave).get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
            LOG.log(Level.DEBUG, "The broker was left, and was used: {0}", left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "The broker could not be ended: it ends by itself in a minute. {0}", e.toString());
        } finally {
            keeper.shutdownNow();
        }
    }

    /** Whether there was a broker to leave. */
    private boolean leave() throws IOException {
        Optional<UsedBroker> broker = used;
        used = Optional.empty();
        starter.leave(broker);
        return broker.isPresent();
    }
}
