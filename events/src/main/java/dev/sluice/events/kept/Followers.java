package dev.sluice.events.kept;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Those who wait until a topic was followed up to where it ended when they asked. {@link #ask} and {@link #fail} are for any thread,
 * all else for the one that follows. As many as ask.
 */
final class Followers {

    private record Waiting(Map<TopicPartition, Long> ends, List<CompletableFuture<Void>> asked) {}

    private final Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    /** Completes, on another thread, when it was followed as far as it goes now. */
    CompletableFuture<Void> ask() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        asked.add(told);
        return told;
    }

    /** Notes where the topic ends, if anybody has asked. */
    void measure(Supplier<Map<TopicPartition, Long>> ends) {
        List<CompletableFuture<Void>> before = List.copyOf(asked);
        if (!before.isEmpty()) {
            waiting.add(new Waiting(ends.get(), before));
            before.forEach(_ -> asked.remove());
        }
    }

    /** Tells those who wait for no more than was reached. */
    void tell(Predicate<Map<TopicPartition, Long>> reached) {
        waiting.removeIf(each -> {
            boolean there = reached.test(each.ends());
            if (there) {
                each.asked().forEach(one -> one.completeAsync(() -> null));
            }
            return there;
        });
    }

    /** Nothing more is followed. */
    void fail(RuntimeException why) {
        List<CompletableFuture<Void>> all = new ArrayList<>(asked);
        waiting.forEach(each -> all.addAll(each.asked()));
        all.forEach(each -> each.completeExceptionally(why));
    }
}
