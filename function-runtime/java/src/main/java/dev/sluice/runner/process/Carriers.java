package dev.sluice.runner.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The threads that carry virtual ones. A few are enough for Java code, which gives its carrier back when it waits; native
 * code keeps it. So while as many calls are under way as there are carriers, this looks again and again whether a virtual
 * thread still comes to run in a moment, and adds carriers, one for each call, where it does not. They go when calls are few.
 */
final class Carriers {

    /** More would cost more memory than calls that all wait in native code are worth. */
    private static final int MOST = 256;

    private static final long MOMENT_MILLIS = 15;

    private final ForkJoinPool scheduler;
    private final int usual;
    private final Semaphore wanted = new Semaphore(0);
    private volatile boolean watching;
    private volatile IntSupplier underWay = () -> 0;
    private boolean started;

    Carriers(ForkJoinPool scheduler) {
        this.scheduler = scheduler;
        this.usual = scheduler.getParallelism();
    }

    /** Calls have begun. Called by one thread at a time; costs nothing while calls are few. */
    void callsBegan(IntSupplier calls) {
        if (calls.getAsInt() < usual || watching) {
            return;
        }
        underWay = calls;
        watching = true;
        if (started) {
            wanted.release();
        } else {
            started = true;
            Thread.ofPlatform().daemon().name("sluice-carriers").start(this::watch);
        }
    }

    private void watch() {
        try {
            while (true) {
                while (underWay.getAsInt() >= usual) {
                    look();
                }
                scheduler.setParallelism(usual);
                watching = false;
                if (underWay.getAsInt() < usual) {
                    wanted.acquire();
                }
                watching = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a moment, or two where all is well. */
    private void look() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        Thread.ofVirtual().start(ran::countDown);
        if (!ran.await(MOMENT_MILLIS, TimeUnit.MILLISECONDS)) {
            int more = Math.min(MOST, underWay.getAsInt() + usual);
            if (more > scheduler.getParallelism()) {
                scheduler.setParallelism(more);
                // The scheduler looks at its size when work comes.
                Thread.ofVirtual().start(() -> {});
            }
        }
        boolean released = wanted.tryAcquire(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
