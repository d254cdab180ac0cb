package dev.sluice.runners.session;

import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.core.runner.StreamEnd;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The invocations under way on one link, by their number, and their deadlines. Only for the session's thread. */
final class Streams {

    private static final System.Logger LOG = System.getLogger(Streams.class.getName());
    private static final long RESOLUTION_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Connection connection;
    private final long graceNanos;
    private final LinkLogs logs;
    private final Optional<Pulse> pulse;
    private final IntObjectMap<Stream> open = new IntObjectHashMap<>();
    private final List<Stream> touched = new ArrayList<>();
    private int last;
    private boolean wrapped;
    private boolean closed;
    private boolean sweepPlanned;
    private long nextSweep;

    Streams(Connection connection, Duration grace, LinkLogs logs, Optional<Pulse> pulse) {
        this.connection = connection;
        this.graceNanos = grace.toNanos();
        this.logs = logs;
        this.pulse = pulse;
    }

    void start(Stream stream) {
        if (closed) {
            stream.notSent();
            return;
        }
        int number = nextNumber();
        open.put(number, stream);
        try {
            stream.start(number);
        } catch (ProtocolException e) {
            open.remove(number);
            stream.refuse(e.getMessage());
        }
    }

    /** After 2^31-1 numbers they begin again at 1, leaving out those that are still open. */
    private int nextNumber() {
        do {
            if (last == Integer.MAX_VALUE) {
                last = 0;
                wrapped = true;
            }
            last++;
        } while (open.containsKey(last));
        return last;
    }

    void send(Frame frame) {
        if (!closed) {
            connection.send(frame);
        }
    }

    long graceNanos() {
        return graceNanos;
    }

    /** Tells the invocation of a frame; whether that is still under way. */
    boolean tell(Frame.OfCall frame) {
        Stream stream = find(frame.stream());
        if (stream == null) {
            return false;
        }
        try {
            stream.take(frame);
        } catch (ProtocolException e) {
            throw e;
        } catch (RuntimeException e) {
            spoiled(stream, e);
        }
        return true;
    }

    String invocation(int number) {
        Stream stream = open.get(number);
        return stream == null ? "" : stream.invocationId();
    }

    List<Invocation> running() {
        return open.values().stream().map(Stream::invocation).toList();
    }

    /** The stream is over: what still comes for it is left aside. */
    void ended(int number, String invocation) {
        open.remove(number);
        logs.ended(number, invocation);
    }

    /** A batch of frames was read: tells those streams that heard something and are not over. */
    void settle() {
        for (int i = 0; i < touched.size(); i++) {
            guarded(touched.get(i), Stream::settled);
        }
        touched.clear();
    }

    void linkClosed(String fault) {
        closed = true;
        List<Stream> all = new ArrayList<>(open.values());
        open.clear();
        touched.clear();
        all.forEach(stream -> guarded(stream, s -> s.finish(new StreamEnd.LinkClosed(fault))));
    }

    /** The run budget of {@code stream} is over: can those beside it go on? */
    void budgetOver(Stream stream) {
        if (open.size() > 1) {
            pulse.ifPresent(p -> p.ask(stream));
        }
    }

    /** Until when it is open whether another invocation keeps the runner from ending this one; empty if that is not asked. */
    OptionalLong verdictOn(Stream stream) {
        return pulse.isPresent() && pulse.get().isAskedBeside(stream)
                ? OptionalLong.of(pulse.get().deadline())
                : OptionalLong.empty();
    }

    /** The runner goes on with what it runs: who is late is so by itself. */
    void goOn() {
        List.copyOf(open.values()).forEach(stream -> guarded(stream, Stream::goOn));
    }

    /** The runner does not go on with anything. */
    void stopped() {
        List.copyOf(open.values()).forEach(stream -> guarded(stream, s -> s.finish(new StreamEnd.NeighbourTimedOut())));
    }

    /** Wakes up at {@code deadline} at the latest: one time for all streams, set anew only for a nearer deadline. */
    void watch(long deadline) {
        if (!sweepPlanned || deadline - nextSweep < 0) {
            plan(deadline);
        }
    }

    private void plan(long deadline) {
        sweepPlanned = true;
        nextSweep = deadline;
        long soonest = connection.nanoTime() + RESOLUTION_NANOS;
        connection.wakeAt(deadline - soonest < 0 ? soonest : deadline);
    }

    /** Ends those whose deadline has passed. */
    void timePassed(long now) {
        if (!sweepPlanned) {
            return;
        }
        if (nextSweep - now > 0) {
            connection.wakeAt(nextSweep);
            return;
        }
        sweepPlanned = false;
        List<Stream> due = new ArrayList<>();
        for (Stream stream : open.values()) {
            if (stream.deadline() - now <= 0) {
                due.add(stream);
            } else {
                watchLater(stream.deadline());
            }
        }
        if (sweepPlanned) {
            plan(nextSweep);
        }
        // Who was there first is the first to be held responsible where several are late.
        due.sort(Comparator.comparingLong(Stream::deadline).thenComparingInt(Stream::number));
        due.forEach(stream -> guarded(stream, Stream::expire));
    }

    private void watchLater(long deadline) {
        if (!sweepPlanned || deadline - nextSweep < 0) {
            sweepPlanned = true;
            nextSweep = deadline;
        }
    }

    private @Nullable Stream find(int number) {
        Stream stream = open.get(number);
        if (stream == null && (number < 1 || number > last && !wrapped)) {
            throw new ProtocolException("the runner answers stream " + number + ", which was never opened");
        }
        if (stream != null && stream.touch()) {
            touched.add(stream);
        }
        return stream;
    }

    /** A listener that fails spoils its own invocation and no other. */
    private static void guarded(Stream stream, Consumer<Stream> action) {
        try {
            action.accept(stream);
        } catch (ProtocolException e) {
            throw e;
        } catch (RuntimeException e) {
            spoiled(stream, e);
        }
    }

    private static void spoiled(Stream stream, RuntimeException e) {
        LOG.log(Level.ERROR, "Invocation " + stream.invocationId() + " could not be handled and is cancelled.", e);
        stream.cancel();
    }
}
