package dev.sluice.events.invocation;

import dev.sluice.core.invocation.InvocationId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Those who watch calls. Thread-safe; as many as watch. */
final class Watchers {

    private final Map<InvocationId, List<Consumer<InvocationState>>> watching = new ConcurrentHashMap<>();

    /** Whether anybody watches a call. */
    boolean isWatched(InvocationId id) {
        return watching.containsKey(id);
    }

    /** From now on {@code told} hears of the newest states of a call; it must not block. Whoever watches leaves. */
    void watch(InvocationId id, Consumer<InvocationState> told) {
        watching.compute(id, (_, others) -> {
            List<Consumer<InvocationState>> all = others == null ? new CopyOnWriteArrayList<>() : others;
            all.add(told);
            return all;
        });
    }

    void leave(InvocationId id, Consumer<InvocationState> told) {
        watching.computeIfPresent(id, (_, all) -> {
            all.remove(told);
            return all.isEmpty() ? null : all;
        });
    }

    void changed(InvocationState state) {
        watching.getOrDefault(state.call().id(), List.of()).forEach(told -> told.accept(state));
    }
}
