package dev.sluice.gateway.decorate.jar;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one kind out of a jar: platform threads, so that code which computes without end holds none that others need.
 * One that stays inside of the jar's code for long counts as one that does not come back; with several of them the kind is
 * switched off for good. Waiting for the platform (for an answer, a body, a caller who reads) is no such thing. Thread-safe.
 */
final class JarThreads implements Executor {

    /** How many may run at the same time; more are refused. */
    static final int MOST = 512;

    /** How many may not come back. */
    static final int MOST_LOST = 8;

    private static final System.Logger LOG = System.getLogger(JarThreads.class.getName());

    private final String kind;
    private final String jar;
    private final ClassLoader loader;
    private final Duration patience;
    private final ThreadPoolExecutor threads;
    private final Set<JarTask> running = ConcurrentHashMap.newKeySet();
    private volatile String off = "";

    /**
     * Threads for {@code kind}.
     *
     * @param loader that of the jar, which becomes the context loader
     * @param patience how long one may stay inside of the jar's code
     */
    JarThreads(String kind, String jar, ClassLoader loader, Duration patience) {
        this.kind = kind;
        this.jar = jar;
        this.loader = loader;
        this.patience = patience;
        this.threads = new ThreadPoolExecutor(
                0,
                MOST,
                60,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("decorator-" + kind + "-", 1).factory());
    }

    /** Throws {@link java.util.concurrent.RejectedExecutionException} when all threads are in use. */
    @Override
    public void execute(Runnable task) {
        threads.execute(() -> {
            JarTask under = new JarTask(Thread.currentThread(), loader);
            running.add(under);
            try {
                JarKind.within(loader, () -> {
                    task.run();
                    return task;
                });
            } finally {
                running.remove(under);
                Thread.interrupted();
            }
        });
    }

    /** Looks after its threads; to be called every second or so. */
    void look(long nanos) {
        if (!off.isEmpty()) {
            return;
        }
        List<String> lost = running.stream()
                .map(task -> task.place(nanos, patience))
                .flatMap(Optional::stream)
                .toList();
        if (lost.size() >= MOST_LOST) {
            off = "The decorator '" + kind + "' of " + jar + " is switched off: " + lost.size()
                    + " of its threads have been in its code for more than " + patience.toSeconds()
                    + " s, one of them at " + lost.getFirst() + ". Mend the jar and start the gateway again.";
            LOG.log(Level.ERROR, off);
        }
    }

    /** Why the kind is switched off; empty if it is not. */
    Optional<String> off() {
        return off.isEmpty() ? Optional.empty() : Optional.of(off);
    }

    /** How many of its threads are inside of the jar's code now. */
    int inside() {
        return (int) running.stream().filter(JarTask::isInside).count();
    }
}
