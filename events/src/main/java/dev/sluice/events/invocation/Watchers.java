package dev.sluice.events.invocation;

import dev.sluice.core.invocation.InvocationId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who wait until calls are over. Thread-safe; as many as wait. */
final class Watchers {

    private final Map<InvocationId, List<CompletableFuture<Optional<InvocationState>>>> waiting =
            new ConcurrentHashMap<>();

    /** Completes, on another thread, when the call is over. Whoever watches leaves. */
    CompletableFuture<Optional<InvocationState>> watch(InvocationId id) {
        CompletableFuture<Optional<InvocationState>> over = new CompletableFuture<>();
        waiting.compute(id, (_, others) -> {
            List<CompletableFuture<Optional<InvocationState>>> all =
                    others == null ? new CopyOnWriteArrayList<>() : others;
            all.add(over);
            return all;
        });
        return over;
    }

    void leave(InvocationId id, CompletableFuture<Optional<InvocationState>> over) {
        waiting.computeIfPresent(id, (_, all) -> {
            all.remove(over);
            return all.isEmpty() ? null : all;
        });
    }

    void changed(InvocationState state) {
        if (state.standing().isOver()) {
            waiting.getOrDefault(state.call().id(), List.of())
                    .forEach(over -> over.completeAsync(() -> Optional.of(state)));
        }
    }
}
