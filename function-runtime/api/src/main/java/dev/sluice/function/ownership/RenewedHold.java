package dev.sluice.function.ownership;

import static dev.sluice.function.ownership.OwnershipRequests.ANSWER;

import dev.sluice.function.ownership.OwnershipRequests.Asked;
import java.time.Duration;

/** A hold with the thread that renews it, and that alone runs the handler and releases. */
final class RenewedHold implements Hold, Runnable {

    private enum State {
        HELD,
        CLOSED,
        LOST
    }

    private final OwnershipRequests requests;
    private final String sort;
    private final String name;
    private final long token;
    private final HoldOptions options;
    private final Thread thread;

    private State state = State.HELD;

    /** By {@link System#nanoTime}: when the last renewal that succeeded was asked for. */
    private long renewed;

    private RenewedHold(
            OwnershipRequests requests, String sort, String name, long token, long began, HoldOptions options) {
        this.requests = requests;
        this.sort = sort;
        this.name = name;
        this.token = token;
        this.options = options;
        this.renewed = began;
        this.thread = new Thread(this, "sluice-hold-" + name);
        thread.setDaemon(true);
    }

    /** @param began when it was asked for, by {@link System#nanoTime} */
    static RenewedHold begin(
            OwnershipRequests requests, String sort, String name, long token, long began, HoldOptions options)
            throws InterruptedException {
        RenewedHold hold = new RenewedHold(requests, sort, name, token, began, options);
        if (System.nanoTime() - began > hold.part(1, 3)) {
            hold.renewAfterWaiting();
        }
        hold.thread.start();
        return hold;
    }

    /** When in the wait the lease began is not known, so it is counted from now. */
    private void renewAfterWaiting() throws InterruptedException {
        boolean held = false;
        try {
            long now = System.nanoTime();
            ask("PUT", ANSWER);
            renewed = now;
            held = true;
        } finally {
            if (!held) {
                state = State.CLOSED;
                thread.start();
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long token() {
        if (!isHeld()) {
            throw new OwnershipException(
                    "lease_lost",
                    "'" + name + "' is not held any more with the token " + token
                            + ": it was closed, or its lease was not renewed in time. Stop what it protects, and acquire it anew.");
        }
        return token;
    }

    @Override
    public synchronized boolean isHeld() {
        if (state == State.HELD && left() <= 0) {
            end(State.LOST);
        }
        return state == State.HELD;
    }

    private synchronized void end(State end) {
        if (state == State.HELD) {
            state = end;
            notifyAll();
        }
    }

    private long part(int of, int parts) {
        return options.lease().toNanos() / parts * of;
    }

    /** Nanoseconds until it counts as lost. */
    private long left() {
        return part(3, 4) - (System.nanoTime() - renewed);
    }

    @Override
    public void run() {
        try {
            long pause = part(1, 3);
            while (isHeldAfter(pause)) {
                pause = renew() ? part(1, 3) : part(1, 12);
            }
        } catch (InterruptedException e) {
            // Nobody renews it from here on.
            end(State.LOST);
        }
        try {
            if (isLost()) {
                options.onLoss().run();
            }
        } finally {
            release();
        }
    }

    private synchronized boolean isLost() {
        return state == State.LOST;
    }

    /** Waits so many nanoseconds, or until it is not held any more; whether it is. */
    private synchronized boolean isHeldAfter(long pause) throws InterruptedException {
        long end = System.nanoTime() + pause;
        while (isHeld()) {
            long most = Math.min(end - System.nanoTime(), left());
            if (end - System.nanoTime() <= 0) {
                return true;
            }
            wait(Math.max(1, most / 1_000_000));
        }
        return false;
    }

    private boolean renew() throws InterruptedException {
        long now = System.nanoTime();
        try {
            ask("PUT", Duration.ofNanos(Math.max(1_000_000, time())));
            synchronized (this) {
                renewed = now;
            }
            return true;
        } catch (OwnershipException e) {
            if (e.reason().equals("lease_lost")) {
                end(State.LOST);
            }
            return false;
        }
    }

    private synchronized long time() {
        return Math.min(left(), ANSWER.toNanos());
    }

    private void ask(String verb, Duration most) throws InterruptedException {
        requests.ask(new Asked(verb, sort, name, Long.toString(token)), most);
    }

    /** Also of what is lost: after the handler nobody needs to wait for the rest of the lease. */
    private void release() {
        try {
            ask("DELETE", ANSWER);
        } catch (OwnershipException e) {
            // It is free when its lease ends, or was before.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever is interrupted does not wait for the answer. */
    @Override
    public void close() {
        end(State.CLOSED);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(ANSWER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
