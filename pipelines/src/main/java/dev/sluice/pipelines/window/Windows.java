package dev.sluice.pipelines.window;

import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.fold.Fold;
import dev.sluice.pipelines.fold.FoldKind;
import dev.sluice.pipelines.fold.UnfitItemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The windows of the keys that are in one partition. What they are depends on nothing but what was told, in that order. What they are made
 * of is told as {@linkplain #changes changes} of a map of texts to bytes, and taken up from such a map. Not thread-safe.
 */
public final class Windows {

    /** So many may be open at the same time. */
    static final int MOST = 200_000;

    /** So many end in one step; the others in the next ones. */
    static final int MOST_IN_A_STEP = 1_000;

    private static final String CLOCK = "clock";

    private final Stage.Window rules;
    private final EventClock clock;
    private final Map<String, NavigableMap<Long, Window>> byKey = new HashMap<>();

    /** Those of which no final result has gone on. */
    private final NavigableSet<Window> open = new TreeSet<>(Window.BY_END);

    /** Those that are kept because late items may come. */
    private final NavigableSet<Window> over = new TreeSet<>(Window.BY_END);

    private final Map<String, Optional<byte[]>> changes = new HashMap<>();

    /** {@code lanes}: the partitions from which something may come. */
    public Windows(Stage.Window rules, Collection<String> lanes) {
        this.rules = rules;
        this.clock = new EventClock(rules.lateness().toMillis(), rules.idle().toMillis(), lanes);
    }

    /**
     * Takes up one entry of what was kept.
     *
     * @throws UnreadableRecordException if it is damaged, or of a newer build
     */
    public void restore(String id, byte[] value) throws UnreadableRecordException {
        if (id.equals(CLOCK)) {
            clock.restore(value);
        } else {
            place(Window.read(value));
        }
    }

    /**
     * Takes an item.
     *
     * @throws UnfitItemException if there is nothing in it to be folded; nothing is changed then
     */
    public Taken take(Arrival item, Lift lift) throws UnfitItemException {
        long[] span = span(item.time());
        List<Window> touched = touched(item.key(), span);
        FoldKind kind =
                touched.isEmpty() ? rules.fold() : touched.getFirst().fold().kind();
        // One that began when another fold was asked for stays what it is.
        touched.removeIf(each -> each.fold().kind() != kind);
        if (touched.isEmpty() && open.size() >= MOST) {
            return new Taken.Full();
        }
        Fold one = lift.fold(kind);
        long end = touched.stream().mapToLong(Window::end).reduce(span[1], Math::max);
        boolean isLate = end <= clock.watermark();
        List<WindowResult> results = new ArrayList<>();
        if (!isLate || isUpdated(end)) {
            long start = touched.stream().mapToLong(Window::start).reduce(span[0], Math::min);
            put(merged(item.key(), start, end, touched, one), isLate, results);
        }
        clock.heard(item.lane(), item.time(), item.at());
        advance(results);
        return isLate && !isUpdated(end) ? new Taken.Late(results) : new Taken.In(results);
    }

    /** It is so late by the clock, in milliseconds since 1970, and all items that were there by then were told. What goes on because of it. */
    public List<WindowResult> tick(long now) {
        List<WindowResult> results = new ArrayList<>();
        clock.tick(now);
        advance(results);
        return results;
    }

    /** Whether something is kept that the clock will end. */
    public boolean waits() {
        return !open.isEmpty() || !over.isEmpty();
    }

    /** Whether more is over than was told, so that another {@link #tick} tells more. */
    public boolean isBehind() {
        return !open.isEmpty() && open.first().end() <= clock.watermark();
    }

    /** What is different since this was asked last; empty values are of entries that are gone. */
    public Map<String, Optional<byte[]>> changes() {
        Map<String, Optional<byte[]>> told = Map.copyOf(changes);
        changes.clear();
        return told;
    }

    private long[] span(long time) {
        return rules.tumbling()
                .map(length -> {
                    long start = Math.floorDiv(time, length.toMillis()) * length.toMillis();
                    return new long[] {start, start + length.toMillis()};
                })
                .orElseGet(() ->
                        new long[] {time, time + rules.session().orElseThrow().toMillis()});
    }

    /** The windows of the key that an item belongs to or joins. Those that are over only where they are updated. */
    private List<Window> touched(String key, long[] span) {
        List<Window> touched = new ArrayList<>();
        NavigableMap<Long, Window> all = byKey.getOrDefault(key, new TreeMap<>());
        if (rules.tumbling().isPresent()) {
            Optional.ofNullable(all.get(span[0])).ifPresent(touched::add);
        } else {
            all.headMap(span[1], false).values().stream()
                    .filter(each -> each.end() > span[0])
                    .forEach(touched::add);
        }
        touched.removeIf(each -> each.end() <= clock.watermark() && !isUpdated(each.end()));
        return touched;
    }

    /** Whether a window that ends then is changed by items that come when it is over. */
    private boolean isUpdated(long end) {
        return rules.late() == Stage.Window.Late.UPDATE
                && clock.watermark() < end + rules.keep().toMillis();
    }

    private Window merged(String key, long start, long end, List<Window> touched, Fold one) {
        long edition = 0;
        Fold fold = one;
        for (Window each : touched) {
            remove(each);
            edition = Math.max(edition, each.edition());
            each.fold().add(fold);
            fold = each.fold();
        }
        return new Window(key, start, end, fold, edition, false);
    }

    private void put(Window window, boolean isLate, List<WindowResult> results) {
        if (isLate) {
            finish(window, results);
        } else if (rules.emit() == Stage.Window.Emit.RUNNING) {
            Window told = window.told(false);
            results.add(told.result());
            keep(told);
        } else {
            keep(window);
        }
    }

    private void advance(List<WindowResult> results) {
        for (int i = 0; i < MOST_IN_A_STEP && isBehind(); i++) {
            Window first = open.first();
            remove(first);
            finish(first, results);
        }
        for (int i = 0;
                i < MOST_IN_A_STEP && !over.isEmpty() && !isUpdated(over.first().end());
                i++) {
            remove(over.first());
        }
        changes.put(CLOCK, Optional.of(clock.packed()));
    }

    private void finish(Window window, List<WindowResult> results) {
        Window told = window.told(true);
        results.add(told.result());
        if (isUpdated(told.end())) {
            keep(told);
        }
    }

    private void keep(Window window) {
        place(window);
        changes.put(window.id(), Optional.of(window.packed()));
    }

    private void place(Window window) {
        NavigableMap<Long, Window> all = byKey.computeIfAbsent(window.key(), _ -> new TreeMap<>());
        Optional.ofNullable(all.put(window.start(), window)).ifPresent(before -> {
            open.remove(before);
            over.remove(before);
        });
        (window.over() ? over : open).add(window);
    }

    private void remove(Window window) {
        open.remove(window);
        over.remove(window);
        NavigableMap<Long, Window> all = byKey.getOrDefault(window.key(), new TreeMap<>());
        all.remove(window.start());
        if (all.isEmpty()) {
            byKey.remove(window.key());
        }
        changes.put(window.id(), Optional.empty());
    }
}
