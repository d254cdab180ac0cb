package dev.sluice.core.decorator.whole;

import dev.sluice.core.invocation.Body;

/** How much of an answer the caller still takes. */
final class Window {

    private long open = Body.MAX_COMPLETE;

    synchronized void add(int bytes) {
        open += bytes;
        notifyAll();
    }

    synchronized boolean isShut() {
        return open <= 0;
    }

    /** Waits until something may be sent, and takes at most {@code most} bytes of it. */
    synchronized int take(int most) throws InterruptedException {
        while (open <= 0) {
            wait();
        }
        int taken = (int) Math.min(most, open);
        open -= taken;
        return taken;
    }
}
