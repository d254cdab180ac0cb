package dev.sluice.events.trigger;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.connection.Connections;
import dev.sluice.events.pump.GroupReader;
import dev.sluice.events.pump.IdleGroups;
import dev.sluice.events.pump.Seek;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The triggers that read topics at this gateway, or wait for the connection over which they do. Thread-safe. */
final class RunningTriggers implements AutoCloseable {

    private final Triggers.Parts parts;
    private final TriggerConsumers consumers;
    private final IdleGroups idle;
    private final Map<TriggerId, Running> running = new HashMap<>();

    /** Why those do not run that wait for their connection; guarded by those that do, as is the one below. */
    private final Map<TriggerId, String> waiting = new HashMap<>();

    private boolean closed;

    /** A trigger as it is to run. */
    record Wanted(TriggerSettings settings, Reading reading) {

        boolean differsInPauseAlone(Wanted other) {
            return reading.equals(other.reading) && other.settings.equals(settings.paused(other.settings.paused()));
        }
    }

    /** {@code idle}: looks after those who read the same Kafka; another one when the connection to that has changed. */
    private record Running(Wanted wanted, IdleGroups idle, TriggerWork calls, GroupReader reader) {}

    /** A Kafka that can be read, or not. */
    sealed interface Place {

        /** {@code idle} looks after those that have nothing to read there. */
        record There(KafkaCluster cluster, IdleGroups idle) implements Place {}

        /** A connection that cannot be used. */
        record Nowhere(String why) implements Place {}
    }

    RunningTriggers(Triggers.Parts parts, TriggerConsumers consumers) {
        this.parts = parts;
        this.consumers = consumers;
        this.idle = new IdleGroups(parts.cluster(), parts.time(), IdleGroups.Rules.USUAL);
    }

    /** Has a trigger run as it is wanted, or not at all; false if it did before, or nothing is to run any more. */
    boolean become(TriggerId id, Optional<Wanted> wanted) {
        Optional<Place> place = wanted.map(Wanted::reading).map(this::place);
        synchronized (running) {
            if (closed) {
                return false;
            }
            waiting.remove(id);
            Running present = running.get(id);
            if (present != null
                    && place.filter(there -> isWhere(present, there)).isPresent()) {
                Wanted now = wanted.orElseThrow();
                if (now.equals(present.wanted())) {
                    return false;
                }
                if (present.wanted().differsInPauseAlone(now)) {
                    present.reader().hold(now.settings().paused());
                    running.put(id, new Running(now, present.idle(), present.calls(), present.reader()));
                    return true;
                }
            }
            if (present != null) {
                present.reader().stop();
                running.remove(id);
            }
            switch (place.orElse(null)) {
                case Place.There there -> running.put(id, start(id, wanted.orElseThrow(), there));
                case Place.Nowhere(String why) -> waiting.put(id, why);
                case null -> {}
            }
            return true;
        }
    }

    private static boolean isWhere(Running present, Place place) {
        return place instanceof Place.There(var _, IdleGroups same) && same == present.idle();
    }

    private Running start(TriggerId id, Wanted wanted, Place.There place) {
        TriggerConsumers.Made made =
                consumers.start(id, wanted.settings(), wanted.reading(), place.cluster(), place.idle());
        return new Running(wanted, place.idle(), made.calls(), made.reader());
    }

    /** Where it is read. */
    Place place(Reading reading) {
        return reading.connection()
                .<Place>map(id -> switch (parts.connections().find(id)) {
                    case Connections.Usable usable -> new Place.There(usable.cluster(), usable.idle());
                    case Connections.Unusable(String why) -> new Place.Nowhere(why);
                })
                .orElseGet(() -> new Place.There(parts.cluster(), idle));
    }

    /** Has it go on elsewhere, if it runs. */
    void seek(TriggerId id, Seek seek) {
        synchronized (running) {
            Running present = running.get(id);
            if (present != null) {
                present.reader().seek(seek);
            }
        }
    }

    /** The connections that those name that run. */
    Set<ConnectionId> connections() {
        Set<ConnectionId> used = new HashSet<>();
        synchronized (running) {
            running.forEach((id, each) -> each.wanted()
                    .settings()
                    .connections()
                    .forEach(name -> used.add(new ConnectionId(id.namespace(), name))));
        }
        return used;
    }

    boolean hasAny() {
        synchronized (running) {
            return !running.isEmpty();
        }
    }

    /** How one stands that the catalog has. {@code hasFunction}: whether there is what it calls. */
    TriggerState state(TriggerId id, Predicate<TriggerSettings> hasFunction) {
        Running present;
        @Nullable String unconnected;
        synchronized (running) {
            present = running.get(id);
            unconnected = waiting.get(id);
        }
        if (present == null) {
            return unconnected == null
                    ? TriggerState.of("waiting_for_broker", "It is just being started.")
                    : TriggerState.of("waiting_for_connection", unconnected);
        }
        TriggerSettings settings = present.wanted().settings();
        return TriggerState.of(
                settings,
                hasFunction.test(settings),
                present.reader().report(),
                present.calls().filtered());
    }

    /** Begins nothing any more, and gives all partitions back after what is under way, as far as the grace goes. Returns at once. */
    void stop() {
        synchronized (running) {
            closed = true;
            running.values().forEach(each -> each.reader().stop());
        }
    }

    /** The same, and waits for it. */
    @Override
    public void close() {
        stop();
        List<Running> all;
        synchronized (running) {
            all = List.copyOf(running.values());
            running.clear();
        }
        all.forEach(each -> each.reader().close());
        idle.close();
    }
}
