package dev.sluice.events.broker;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/** Makes the broker's cache in the background, once for each life of a gateway. Thread-safe. */
final class CacheMaker {

    private static final System.Logger LOG = System.getLogger(CacheMaker.class.getName());
    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final BrokerStarter starter;
    private Optional<Thread> thread = Optional.empty();
    private boolean closed;

    CacheMaker(BrokerStarter starter) {
        this.starter = starter;
    }

    /** Begins to make it if there is none, unless it has begun before. */
    synchronized void start() {
        if (thread.isEmpty() && !closed) {
            thread = Optional.of(
                    Thread.ofPlatform().daemon().name("broker-rehearsal").start(this::make));
        }
    }

    private void make() {
        try {
            starter.makeCache();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.INFO, "The broker goes on to start without a cache: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets a cache that did no good. */
    void drop() {
        try {
            starter.dropCache();
        } catch (IOException e) {
            LOG.log(Level.INFO, "The cache of the broker stays: {0}", e.getMessage());
        }
    }

    /** Ends what is under way, within seconds. */
    void close() {
        Optional<Thread> last;
        synchronized (this) {
            closed = true;
            last = thread;
        }
        last.ifPresent(Thread::interrupt);
        try {
            if (last.isPresent() && !last.get().join(LONGEST_END)) {
                LOG.log(Level.INFO, "The rehearsal of the broker has not ended yet.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
