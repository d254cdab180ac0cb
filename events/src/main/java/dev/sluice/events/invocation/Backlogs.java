package dev.sluice.events.invocation;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many calls of each function are not over yet, on all gateways, as far as the states were followed. Thread-safe. Takes some 150
 * bytes for each call that is not over.
 */
final class Backlogs {

    private static final class Waiting {

        private long calls;

        /** Of those, how many are bound to each version. */
        private final Map<Integer, Long> bound = new HashMap<>(0);

        private long bytes;

        /** In the order in which they were accepted; those that are over are dropped when they come to the front. */
        private final Deque<Due> dues = new ArrayDeque<>();
    }

    private record Due(InvocationId id, Instant since) {}

    /** Guarded by this. */
    private final Map<FunctionName, Waiting> functions = new HashMap<>();

    /** Those that run for long, and so do not wait. Guarded by this. */
    private final Set<InvocationId> held = new HashSet<>();

    private volatile BiConsumer<FunctionName, Long> listener = (_, _) -> {};

    /** From now on {@code told} hears how many wait, on the thread that follows; it must not block. */
    void announceTo(BiConsumer<FunctionName, Long> told) {
        listener = told;
        counts().forEach(told);
    }

    /** How many wait of each function of which any does. */
    synchronized Map<FunctionName, Long> counts() {
        Map<FunctionName, Long> counts = new HashMap<>();
        functions.forEach((function, waiting) -> counts.put(function, waiting.calls));
        return counts;
    }

    /** {@code isOpen} says of an id whether something is left to do for it. */
    synchronized Backlog of(FunctionName function, Predicate<InvocationId> isOpen) {
        Waiting waiting = functions.get(function);
        if (waiting == null) {
            return Backlog.EMPTY;
        }
        while (!waiting.dues.isEmpty() && !waits(waiting.dues.getFirst().id(), isOpen)) {
            waiting.dues.removeFirst();
        }
        return new Backlog(
                waiting.calls,
                waiting.bytes,
                Optional.ofNullable(waiting.dues.peekFirst()).map(Due::since));
    }

    /** How many calls of a function are bound to each version to which any is. */
    synchronized Map<Integer, Long> bound(FunctionName function) {
        Waiting waiting = functions.get(function);
        return waiting == null ? Map.of() : Map.copyOf(waiting.bound);
    }

    @SuppressWarnings("NullAway") // A map that is told null forgets the key.
    private static @Nullable Long unlessNone(Long before, Long more) {
        return before + more == 0 ? null : before + more;
    }

    private boolean waits(InvocationId id, Predicate<InvocationId> isOpen) {
        return isOpen.test(id) && !held.contains(id);
    }

    /** A state is known; {@code wasOpen}: whether something was left to do for its call before. */
    void changed(InvocationState state, boolean wasOpen) {
        note(state);
        boolean isOpen = !state.isSettled();
        if (isOpen != wasOpen) {
            listener.accept(state.call().function(), count(state.call(), isOpen ? 1 : -1));
        }
    }

    private synchronized void note(InvocationState state) {
        if (state.standing() instanceof Standing.Running(Optional<Instant> until) && until.isPresent()) {
            held.add(state.call().id());
        } else if (!held.isEmpty()) {
            held.remove(state.call().id());
        }
    }

    private synchronized long count(InvocationState.Accepted call, int more) {
        Waiting waiting = functions.computeIfAbsent(call.function(), _ -> new Waiting());
        waiting.calls += more;
        waiting.bytes += (long) more * call.bytes();
        if (call.version().isPresent()) {
            waiting.bound.merge(call.version().getAsInt(), (long) more, Backlogs::unlessNone);
        }
        if (more > 0 && call.due().equals(call.accepted())) {
            waiting.dues.addLast(new Due(call.id(), call.accepted()));
        }
        if (waiting.calls <= 0) {
            functions.remove(call.function());
        }
        return waiting.calls;
    }
}
