package dev.sluice.events.workqueue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which items have changed and are to be written, each with the answer that goes with it. For one thread at a time. */
final class UnwrittenItems {

    private final Map<String, Optional<KeptAnswer>> changed = new LinkedHashMap<>();

    /** Answers that were taken last: they are written when others are taken, and not before. */
    private final Map<String, KeptAnswer> taken = new HashMap<>();

    private long answerBytes;

    /** What is to be written of an item: nothing any more if it has no standing. */
    record Change(String item, Optional<ItemStanding> standing, Optional<KeptAnswer> answer) {}

    /** An item has changed; without an answer an earlier one that is to be written still is. */
    void add(String name, Optional<KeptAnswer> answer) {
        Optional<KeptAnswer> before = changed.getOrDefault(name, Optional.empty());
        Optional<KeptAnswer> newest = answer.or(() -> before);
        answerBytes += size(newest) - size(before);
        changed.put(name, newest);
    }

    private static long size(Optional<KeptAnswer> answer) {
        return answer.map(KeptAnswer::held).orElse(0L);
    }

    /** An answer that may not be written yet. */
    Optional<KeptAnswer> answer(String name) {
        return changed.getOrDefault(name, Optional.empty()).or(() -> Optional.ofNullable(taken.get(name)));
    }

    /**
     * Takes what has changed first; what was taken before is written.
     *
     * @param most as many at most, and not many more than so many {@code bytes} of answers
     * @param standings how items stand now; empty of those that are forgotten
     */
    List<Change> take(int most, long bytes, Function<String, Optional<ItemStanding>> standings) {
        List<Change> changes = new ArrayList<>(Math.min(most, changed.size()));
        long sum = 0;
        taken.clear();
        var each = changed.entrySet().iterator();
        while (each.hasNext() && changes.size() < most && sum < bytes) {
            Map.Entry<String, Optional<KeptAnswer>> next = each.next();
            changes.add(new Change(next.getKey(), standings.apply(next.getKey()), next.getValue()));
            next.getValue().ifPresent(answer -> taken.put(next.getKey(), answer));
            sum += size(next.getValue());
            each.remove();
        }
        answerBytes -= sum;
        return changes;
    }

    boolean isEmpty() {
        return changed.isEmpty();
    }

    /** How much of answers there is. */
    long answerBytes() {
        return answerBytes;
    }
}
