package dev.sluice.events.pump;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads for a group: by a consumer of its own while there is something to read, and else together with all others that have nothing to
 * read, by {@link IdleGroups}. What Kafka keeps of the group is all that it takes to go on, so nothing is lost on the way from one to the
 * other. Thread-safe.
 */
public final class GroupReader implements AutoCloseable {

    private final IdleGroups idle;
    private final ConsumerSettings settings;
    private final Function<ConsumerSettings, PumpConsumer> start;

    /** Guarded by this, as is all below. */
    private @Nullable PumpConsumer consumer;

    /** One that gives back what it had. */
    private @Nullable PumpConsumer leaving;

    private Seek seek = Seek.NONE;
    private boolean held;
    private boolean closed;

    /** Whether what is new is read from its first record: the group has begun, or there was nothing to begin with. */
    private boolean begun;

    private PumpReport before = PumpReport.NONE;
    private List<String> notices = List.of();
    private ConsumerReport.Standing standing = PumpConsumer.NOT_ASKED;

    /**
     * Begins to read, if there is anything.
     *
     * @param start makes a consumer, which reads at once
     */
    public GroupReader(
            IdleGroups idle, ConsumerSettings settings, Function<ConsumerSettings, PumpConsumer> start, boolean held) {
        this.idle = idle;
        this.settings = settings;
        this.start = start;
        this.held = held;
        idle.add(this);
    }

    /** Whether nothing may begin; what is under way goes on. */
    public synchronized void hold(boolean wanted) {
        held = wanted;
        if (consumer != null) {
            consumer.hold(wanted);
        }
    }

    /** Has the group go on elsewhere, with what this member has of it and as long as it has it. To be told to all members, in any order. */
    public void seek(Seek wanted) {
        synchronized (this) {
            if (wanted.equals(seek)) {
                return;
            }
            seek = wanted;
            if (consumer != null) {
                consumer.seek(wanted);
                return;
            }
        }
        idle.lookSoon();
    }

    public synchronized ConsumerReport report() {
        if (consumer == null) {
            return new ConsumerReport(standing, idle.places(this), before, notices, idle.keeping(this));
        }
        ConsumerReport now = consumer.report();
        PumpReport pump = now.pump().after(before);
        return now.standing().equals(PumpConsumer.NOT_ASKED)
                ? new ConsumerReport(standing, idle.places(this), pump, notices, idle.keeping(this))
                : new ConsumerReport(now.standing(), now.partitions(), pump, now.notices(), idle.keeping(this));
    }

    ConsumerSettings settings() {
        return settings;
    }

    synchronized Seek seek() {
        return seek;
    }

    synchronized boolean isAwake() {
        return consumer != null;
    }

    /** There is something to read. */
    synchronized void wake() {
        if (closed || consumer != null) {
            return;
        }
        PumpConsumer made = start.apply(begun ? settings.from(StartPosition.EARLIEST) : settings);
        made.hold(held);
        made.seek(seek);
        consumer = made;
        begun = true;
    }

    /** There is nothing to read, and has not been for some time. */
    synchronized void sleep() {
        if (consumer == null) {
            return;
        }
        ConsumerReport last = consumer.report();
        before = last.pump().after(before).atRest();
        notices = last.notices();
        standing = last.standing();
        consumer.stop();
        leaving = consumer;
        consumer = null;
    }

    /** How it stands while it has no consumer. */
    synchronized void stands(ConsumerReport.Standing now) {
        standing = now;
        if (leaving != null && leaving.hasEnded()) {
            leaving = null;
        }
        begun |= now instanceof ConsumerReport.Standing.NoTopic;
    }

    /** Gives all back, after what is under way, as far as the grace goes. Returns at once. */
    public void stop() {
        idle.remove(this);
        synchronized (this) {
            closed = true;
            if (consumer != null) {
                consumer.stop();
            }
        }
    }

    /** The same, and waits for it: within the grace and 15 s. */
    @Override
    public void close() {
        stop();
        consumers().forEach(PumpConsumer::close);
    }

    private synchronized List<PumpConsumer> consumers() {
        return Stream.of(Optional.ofNullable(consumer), Optional.ofNullable(leaving))
                .flatMap(Optional::stream)
                .toList();
    }
}
