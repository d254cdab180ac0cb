package dev.sluice.pipelines.window;

import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.fold.Fold;
import dev.sluice.pipelines.fold.FoldKind;
import dev.sluice.pipelines.fold.UnfitItemException;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** So many may be open, or kept for late items, at the same time. */
    public static final int MOST = 200_000;

    /** So much goes on in one step, the rest in the next ones: 10,000 results, or 16 MiB of them. */
    static final int MOST_RESULTS = 10_000;

    /** So many traces of items are held, those of all windows together: some 2 MiB. */
    private static final int MOST_TRACES = 16_384;

    private static final long MOST_BYTES = 16L << 20;

    private static final String CLOCK = "clock";

    private final Stage.Window rules;
    private final EventClock clock;
    private final Map<String, NavigableMap<Long, Window>> byKey = new HashMap<>();

    /** Those of which no final result has gone on. */
    private final NavigableSet<Window> open = new TreeSet<>(Window.BY_END);

    /** Those that are kept because late items may come. */
    private final NavigableSet<Window> over = new TreeSet<>(Window.BY_END);

    /** Those of which a running result is to go on. */
    private final NavigableSet<Window> touched = new TreeSet<>(Window.BY_END);

    /** What is different since it was asked last; empty for what is gone. */
    private final Map<String, Optional<Window>> changed = new HashMap<>();

    private byte[] packedClock = {};
    private int traces;

    public Windows(Stage.Window rules) {
        this.rules = rules;
        this.clock = new EventClock(rules.lateness().toMillis(), rules.idle().toMillis());
    }

    /** Whether it is known that something may come on this lane. */
    public boolean knows(String lane) {
        return clock.knows(lane);
    }

    /** From each of these lanes something may come: it is waited for until they are idle. */
    public void expect(Collection<String> lanes) {
        lanes.forEach(clock::expect);
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
     * Whether an entry of what was kept is a window from which a result is to come.
     *
     * @throws UnreadableRecordException if it is damaged, or of a newer build
     */
    public static boolean isOpen(String id, byte[] value) throws UnreadableRecordException {
        return !id.equals(CLOCK) && !Window.read(value).over();
    }

    /**
     * Takes an item.
     *
     * @throws UnfitItemException if there is nothing in it to be folded; nothing is changed then
     */
    public Taken take(Arrival item, Lift lift) throws UnfitItemException {
        long[] span = span(item.time());
        List<Window> joined = joined(item.key(), span);
        FoldKind kind = joined.stream()
                .findFirst()
                .flatMap(window -> window.fold().kind())
                .orElse(rules.fold());
        // One that began when another fold was asked for stays what it is.
        joined.removeIf(each -> !each.fold().kind().equals(Optional.of(kind)));
        if (joined.isEmpty() && open.size() + over.size() >= MOST) {
            return Taken.FULL;
        }
        Fold one = lift.fold(kind);
        long end = joined.stream().mapToLong(Window::end).reduce(span[1], Math::max);
        boolean isTaken = end > clock.watermark() || isUpdated(end);
        if (isTaken) {
            long start = joined.stream().mapToLong(Window::start).reduce(span[0], Math::min);
            Window window =
                    merged(new Window(item.key(), start, end, one, 0, false, item.chain(), traces(item)), joined);
            keep(window);
            touched.remove(window);
            touched.add(window);
        }
        clock.heard(item.lane(), item.time(), item.at());
        return isTaken ? Taken.IN : Taken.LATE;
    }

    private List<String> traces(Arrival item) {
        return item.trace().isEmpty() || traces >= MOST_TRACES ? List.of() : List.of(item.trace());
    }

    /** It is so late by the clock, in milliseconds since 1970, and all items that were there by then were taken. */
    public void tick(long now) {
        clock.tick(now);
    }

    /** Has windows end that are over. What goes on since this was asked last, in order; {@link #isBehind} says whether there is more. */
    public List<WindowResult> end() {
        Results results = new Results();
        if (rules.emit() == Stage.Window.Emit.FINAL) {
            touched.clear();
        }
        while (!touched.isEmpty() && results.hasRoom()) {
            Window first = touched.first();
            touched.remove(first);
            if (open.contains(first) && !isOver(first)) {
                Window told = first.told(false);
                keep(told);
                results.add(told);
            }
        }
        while (isBehind() && results.hasRoom()) {
            Window told = open.first().told(true);
            remove(open.first());
            if (isUpdated(told.end())) {
                keep(told);
            }
            results.add(told);
        }
        for (int i = 0;
                i < MOST_RESULTS && !over.isEmpty() && !isUpdated(over.first().end());
                i++) {
            remove(over.first());
        }
        return results.all;
    }

    /** What goes on in one step. */
    private static final class Results {
        final List<WindowResult> all = new ArrayList<>();
        long bytes;

        boolean hasRoom() {
            return all.size() < MOST_RESULTS && bytes < MOST_BYTES;
        }

        void add(Window window) {
            all.add(window.result());
            bytes += all.getLast().json().length();
        }
    }

    /** How many wait for more. */
    public int open() {
        return open.size();
    }

    /** Whether something is kept that the clock will end. */
    public boolean waits() {
        return !open.isEmpty() || !over.isEmpty();
    }

    /** Whether more is over than was told, so that {@link #end} tells more when it is asked again. */
    public boolean isBehind() {
        return !open.isEmpty() && isOver(open.first());
    }

    private boolean isOver(Window window) {
        return window.end() <= clock.watermark();
    }

    /** What is different since this was asked last; empty values are of entries that are gone. */
    public Map<String, Optional<byte[]>> changes() {
        Map<String, Optional<byte[]>> changes = new HashMap<>();
        changed.forEach((id, window) -> changes.put(id, window.map(Window::packed)));
        changed.clear();
        byte[] packed = clock.packed();
        if (!Arrays.equals(packed, packedClock)) {
            packedClock = packed;
            changes.put(CLOCK, Optional.of(packed));
        }
        return changes;
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
    private List<Window> joined(String key, long[] span) {
        List<Window> joined = new ArrayList<>();
        NavigableMap<Long, Window> all = byKey.getOrDefault(key, new TreeMap<>());
        if (rules.tumbling().isPresent()) {
            Optional.ofNullable(all.get(span[0])).ifPresent(joined::add);
        } else {
            all.headMap(span[1], false).descendingMap().values().stream()
                    .takeWhile(each -> each.end() > span[0])
                    .forEach(joined::addFirst);
        }
        joined.removeIf(each -> isOver(each) && !isUpdated(each.end()));
        return joined;
    }

    /** Whether a window that ends then is changed by items that come when it is over. */
    private boolean isUpdated(long end) {
        return rules.late() == Stage.Window.Lateness.UPDATE
                && clock.watermark() < end + rules.keep().toMillis();
    }

    private Window merged(Window one, List<Window> joined) {
        Window window = one;
        for (Window each : joined) {
            remove(each);
            window = window.and(each);
        }
        return window;
    }

    private void keep(Window window) {
        place(window);
        changed.put(window.id(), Optional.of(window));
    }

    private void place(Window window) {
        NavigableMap<Long, Window> all = byKey.computeIfAbsent(window.key(), _ -> new TreeMap<>());
        traces += window.traces().size();
        Optional.ofNullable(all.put(window.start(), window)).ifPresent(before -> {
            traces -= before.traces().size();
            open.remove(before);
            over.remove(before);
        });
        (window.over() ? over : open).add(window);
    }

    private void remove(Window window) {
        open.remove(window);
        over.remove(window);
        NavigableMap<Long, Window> all = byKey.getOrDefault(window.key(), new TreeMap<>());
        Optional.ofNullable(all.remove(window.start()))
                .ifPresent(before -> traces -= before.traces().size());
        if (all.isEmpty()) {
            byKey.remove(window.key());
        }
        changed.put(window.id(), Optional.empty());
    }
}
