package dev.sluice.events.workqueue;

import dev.sluice.core.loop.StageFailure;
import dev.sluice.core.time.Backoff;
import dev.sluice.core.time.Timers;
import dev.sluice.events.workqueue.source.ItemSource;
import dev.sluice.events.workqueue.source.ListedItem;
import dev.sluice.events.workqueue.source.Listing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Has the source of a queue listed, again and again: a page after the other, and none while very much is to be done. Thread-safe; nothing
 * in it blocks.
 */
final class Scan {

    /** No further page is asked for while so many items are to be done. */
    static final int MOST_OPEN = 100_000;

    private static final int MOST_PAGES = 100_000;
    private static final Backoff AFTER_FAULT = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final QueueItems items;
    private final Timers time;
    private final RandomGenerator random;

    /** Of the list that is read now, or was last; guarded by this, as is the rest. */
    private long number;

    private boolean asking;

    /** What is asked for is of a source that is none any more. */
    private boolean stale;

    private boolean reading;

    /** Somebody wants it read again, and some of it was read before. */
    private boolean wanted;

    private Optional<String> next = Optional.empty();
    private int pages;
    private int count;
    private int twice;
    private String firstTwice = "";
    private int left;

    private long dueAt;
    private int faults;
    private String fault = "";
    private String notice = "";

    /** What the source says of the list that is read now; the first of it. */
    private String told = "";

    /** Of the list that is read now, and of the last one if all of that was read and taken. */
    private Optional<String> reads = Optional.empty();

    private Optional<String> version = Optional.empty();

    /** The number of the last list that was whole. */
    private long whole;

    private int listed;
    private long scanned;
    private boolean ends;

    Scan(QueueItems items, Timers time, RandomGenerator random) {
        this.items = items;
        this.time = time;
        this.random = random;
        this.dueAt = time.nanos();
    }

    /** How the last list was. */
    record Seen(int listed, long scanned, boolean ends, String problem) {}

    synchronized Seen seen() {
        return new Seen(listed, scanned, ends, (fault + " " + notice).strip());
    }

    /** The source is to be asked soon, also where it has said that no more items come; a list that is being read is read to its end first. */
    synchronized void again() {
        wanted = reading;
        ends = false;
        version = Optional.empty();
        dueAt = time.nanos();
    }

    /** The source may be another one: nothing of what is being read counts, and it is asked for its first page. */
    synchronized void anew() {
        stale = asking;
        reading = false;
        again();
    }

    /** Asks for what is due; {@code found} runs whenever items have come. To be called now and then. */
    void tick(Supplier<ItemSource> source, Supplier<WorkQueueSettings> settings, Runnable found) {
        Optional<String> after;
        synchronized (this) {
            boolean due = reading ? items.counts().open() < MOST_OPEN : !ends && time.nanos() - dueAt >= 0;
            if (asking || !due || settings.get().paused()) {
                return;
            }
            begin();
            after = next;
        }
        ask(source, after, settings, found);
    }

    private void begin() {
        asking = true;
        if (!reading) {
            wanted = false;
            number++;
            pages = 0;
            count = 0;
            twice = 0;
            left = 0;
            told = "";
            next = Optional.empty();
        }
        reading = true;
    }

    private void ask(
            Supplier<ItemSource> source, Optional<String> after, Supplier<WorkQueueSettings> settings, Runnable found) {
        var asked = CompletableFuture.completedStage(source.get()).thenCompose(from -> from.list(after));
        var _ = asked.whenComplete((page, failure) -> {
            if (failure == null) {
                read(page, settings.get());
                found.run();
                // The next page, if there is one, without waiting.
                tick(source, settings, found);
            } else {
                failed(failure);
            }
        });
    }

    private synchronized void failed(Throwable failure) {
        if (isStale()) {
            return;
        }
        fault(String.valueOf(StageFailure.cause(failure).getMessage()));
    }

    /** What was asked for has come; tells whether nobody wants it any more. */
    private boolean isStale() {
        boolean old = stale;
        asking = false;
        stale = false;
        return old;
    }

    private void fault(String why) {
        reading = false;
        fault = why;
        faults++;
        dueAt = time.nanos() + AFTER_FAULT.before(faults + 1, random).toNanos();
    }

    private synchronized void read(Listing page, WorkQueueSettings settings) {
        if (isStale()) {
            return;
        }
        if (pages == 0) {
            if (page.version().isPresent() && page.version().equals(version)) {
                over(settings, page);
                return;
            }
            version = Optional.empty();
            reads = page.version();
        }
        pages++;
        told = told.isEmpty() ? page.notice() : told;
        for (ListedItem item : page.items()) {
            take(item, settings);
        }
        if (page.next().isEmpty()) {
            whole();
            over(settings, page);
        } else if (page.next().equals(next) || pages >= MOST_PAGES) {
            fault("The source says that the page behind '" + page.next().get() + "' is that itself, or has more than "
                    + MOST_PAGES + " pages: its list has no end.");
        } else {
            next = page.next();
        }
    }

    private void take(ListedItem item, WorkQueueSettings settings) {
        boolean again = settings.onChange() == WorkQueueSettings.OnChange.AGAIN;
        switch (items.offer(item, number, again, time.millis())) {
            case NEW, KNOWN, CHANGED -> count++;
            case TWICE -> {
                firstTwice = twice == 0 ? item.name() : firstTwice;
                twice++;
            }
            case NO_ROOM -> left++;
        }
    }

    private void whole() {
        whole = number;
        listed = count;
        version = left > 0 ? Optional.empty() : reads;
        notice = notice();
    }

    private void over(WorkQueueSettings settings, Listing page) {
        items.forget(whole, time.millis() - settings.keep().toMillis());
        reading = false;
        next = Optional.empty();
        faults = 0;
        fault = "";
        scanned = time.millis();
        ends = page.done() && left == 0;
        dueAt = time.nanos() + settings.rescan().toNanos();
        if (wanted) {
            again();
        }
    }

    private String notice() {
        List<String> sentences = new ArrayList<>(List.of(told));
        if (twice > 0) {
            sentences.add("The source lists '" + firstTwice + "' twice"
                    + (twice == 1 ? "" : ", and " + (twice - 1) + " more items")
                    + "; each is worked on once, in the version that stands first.");
        }
        if (left > 0) {
            sentences.add("It lists " + left + " items more than the " + QueueItems.MOST
                    + " that a queue knows at the same time: they wait until others are forgotten.");
        }
        return String.join(" ", sentences).strip();
    }
}
