package dev.sluice.events.workqueue;

import dev.sluice.events.workqueue.source.ListedItem;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * All items of a queue that are known, as far as they are needed to work on them, and which of them are to be written. Times are in
 * milliseconds since 1970. Thread-safe; nothing in it blocks.
 */
final class QueueItems {

    /** As many as are known at the same time. */
    static final int MOST = 250_000;

    private final Map<String, Entry> all = new HashMap<>();
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::due));
    private final Map<ItemState, Integer> counts = new EnumMap<>(ItemState.class);

    private final UnwrittenItems unwritten = new UnwrittenItems();
    private long lastOrder;
    private int running;

    private static final class Entry {
        private final String name;
        private ItemStanding standing;
        private long scan;
        private boolean running;

        /** The version that came while it was worked on in another. */
        private @Nullable String newer;

        Entry(String name, ItemStanding standing) {
            this.name = name;
            this.standing = standing;
        }
    }

    private record Later(Entry entry, long due) {

        boolean isMeant() {
            return entry.standing.state() == ItemState.RETRYING && entry.standing.due() == due;
        }
    }

    /**
     * An item that is worked on.
     *
     * @param unwritten what was made of it before, where that may not be written yet
     */
    record Task(String item, ItemStanding standing, Optional<KeptAnswer> unwritten) {

        /** Whether an answer is of functions before the one at which it goes on. */
        boolean goesOnFrom(KeptAnswer answer) {
            return !answer.last() && answer.version().equals(standing.version());
        }
    }

    /** What a listed item is. */
    enum Offer {
        NEW,
        KNOWN,
        CHANGED,
        /** It stands in this list already. */
        TWICE,
        /** It is new, and there is no room for it. */
        NO_ROOM
    }

    /** What was kept of an item; before all else. */
    synchronized void restore(String name, ItemStanding standing) {
        all.put(name, new Entry(name, standing));
        count(standing.state(), 1);
        lastOrder = Math.max(lastOrder, standing.order());
    }

    /** All that was kept is restored. */
    synchronized void begin() {
        all.values().stream()
                .filter(entry -> entry.standing.state().isOpen())
                .sorted(Comparator.comparingLong(entry -> entry.standing.order()))
                .forEach(this::line);
    }

    private void count(ItemState state, int more) {
        counts.merge(state, more, Integer::sum);
    }

    private void line(Entry entry) {
        if (entry.standing.state() == ItemState.WAITING) {
            waiting.addLast(entry);
        } else {
            later.add(new Later(entry, entry.standing.due()));
        }
    }

    private void become(Entry entry, ItemStanding standing, Optional<KeptAnswer> answer) {
        count(entry.standing.state(), -1);
        count(standing.state(), 1);
        entry.standing = standing;
        unwritten.add(entry.name, answer);
    }

    /**
     * An item stands in a list.
     *
     * @param scan the number of the list
     * @param again whether another version of it is worked on too
     */
    synchronized Offer offer(ListedItem item, long scan, boolean again, long now) {
        Entry entry = all.get(item.name());
        if (entry == null) {
            return fresh(item, scan, now);
        }
        if (entry.scan == scan) {
            return Offer.TWICE;
        }
        entry.scan = scan;
        String known = entry.newer == null ? entry.standing.version() : entry.newer;
        if (!again || known.equals(item.version())) {
            return Offer.KNOWN;
        }
        if (entry.running) {
            entry.newer = item.version();
        } else {
            boolean inLine = entry.standing.state() == ItemState.WAITING;
            become(entry, entry.standing.anew(item.version(), now), Optional.empty());
            if (!inLine) {
                line(entry);
            }
        }
        return Offer.CHANGED;
    }

    private Offer fresh(ListedItem item, long scan, long now) {
        if (all.size() >= MOST) {
            return Offer.NO_ROOM;
        }
        Entry entry = new Entry(item.name(), ItemStanding.waiting(item.version(), ++lastOrder, now));
        entry.scan = scan;
        all.put(item.name(), entry);
        count(ItemState.WAITING, 1);
        unwritten.add(entry.name, Optional.empty());
        line(entry);
        return Offer.NEW;
    }

    /** The next one to be worked on, if fewer are than {@code limit}. It is worked on until {@link #end}. */
    synchronized Optional<Task> next(int limit, long now) {
        while (!later.isEmpty() && (later.peek().due() <= now || !later.peek().isMeant())) {
            Later due = later.remove();
            if (due.isMeant() && !due.entry().running) {
                return running >= limit ? postponed(due) : Optional.of(begin(due.entry()));
            }
        }
        return running >= limit || waiting.isEmpty() ? Optional.empty() : Optional.of(begin(waiting.removeFirst()));
    }

    private Optional<Task> postponed(Later due) {
        later.add(due);
        return Optional.empty();
    }

    private Task begin(Entry entry) {
        entry.running = true;
        running++;
        return new Task(entry.name, entry.standing, unwritten.answer(entry.name));
    }

    /** It was worked on, and that came of it. */
    synchronized void end(Task task, ItemEnd end, int steps, long now) {
        Entry entry = all.get(task.item());
        if (entry == null || !entry.running) {
            throw new IllegalStateException("the item " + task.item() + " is not worked on");
        }
        entry.running = false;
        running--;
        ItemStanding before = entry.standing;
        switch (end) {
            case ItemEnd.Done(long took, Optional<KeptAnswer> answer) ->
                become(entry, before.done(took, steps, now), answer);
            case ItemEnd.Failed failed -> become(entry, failed(before, failed, now), failed.partial());
            case ItemEnd.Ended(int at, Optional<KeptAnswer> partial) -> become(entry, before.ended(at, now), partial);
            case ItemEnd.Hindered(int at, Optional<KeptAnswer> partial, var _, String _) -> {
                if (at != before.step() || before.state() != ItemState.WAITING) {
                    become(entry, before.hindered(at, now), partial);
                }
            }
        }
        if (entry.newer != null) {
            become(entry, entry.standing.anew(entry.newer, now), Optional.empty());
            entry.newer = null;
        }
        // One that was hindered goes to the end: it may be the only one.
        if (entry.standing.state().isOpen()) {
            line(entry);
        }
    }

    private static ItemStanding failed(ItemStanding before, ItemEnd.Failed failed, long now) {
        return failed.after()
                .map(pause ->
                        before.retrying(failed.at(), now + pause.toMillis(), failed.tookMillis(), failed.reason(), now))
                .orElseGet(() -> before.parked(failed.at(), failed.tookMillis(), failed.reason(), now));
    }

    /** Has a parked item, or one that waits for its next attempt, tried now; tells whether it was one. */
    synchronized boolean retry(String name, long now) {
        Entry entry = all.get(name);
        if (entry == null || entry.running || !entry.standing.state().hasFailed()) {
            return false;
        }
        become(entry, entry.standing.again(now), Optional.empty());
        line(entry);
        return true;
    }

    /** Has all that are parked tried again. */
    synchronized void retryParked(long now) {
        all.values().stream()
                .filter(entry -> entry.standing.state() == ItemState.PARKED)
                .sorted(Comparator.comparingLong(entry -> entry.standing.order()))
                .toList()
                .forEach(entry -> retry(entry.name, now));
    }

    /** Forgets what is over since before {@code until} and does not stand in this list, which is whole. */
    synchronized void forget(long scan, long until) {
        Iterator<Entry> entries = all.values().iterator();
        while (entries.hasNext()) {
            Entry entry = entries.next();
            ItemStanding standing = entry.standing;
            boolean over = !standing.state().isOpen() && !entry.running && entry.scan != scan;
            if (over && standing.changed() < until) {
                entries.remove();
                count(standing.state(), -1);
                unwritten.add(entry.name, Optional.empty());
            }
        }
    }

    /** What is to be written, each change once, when what was told before is written: at most so many, and not many more bytes of answers than that. */
    synchronized List<UnwrittenItems.Change> changes(int most, long bytes) {
        return unwritten.take(
                most, bytes, name -> Optional.ofNullable(all.get(name)).map(entry -> entry.standing));
    }

    /** Whether something is to be written. */
    synchronized boolean hasChanges() {
        return !unwritten.isEmpty();
    }

    /** How much of answers is to be written. */
    synchronized long answerBytes() {
        return unwritten.answerBytes();
    }

    synchronized ItemCounts counts() {
        return new ItemCounts(
                counts.getOrDefault(ItemState.WAITING, 0),
                counts.getOrDefault(ItemState.RETRYING, 0),
                counts.getOrDefault(ItemState.DONE, 0),
                counts.getOrDefault(ItemState.PARKED, 0),
                running);
    }
}
