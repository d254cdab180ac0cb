package dev.sluice.gateway.observe.logs;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.logs.LeavingRunners;
import dev.sluice.core.logs.LogDelivery;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.observe.files.LossWarning;
import dev.sluice.gateway.observe.files.Reading;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** The journals of all functions, of which only the ones used last are open. For the writing thread only, but its counts. */
final class Journals implements AutoCloseable {

    private static final int MAX_OPEN = 64;

    /** How often the sizes of all are added up while as much is written as they may have together. */
    private static final int LOOKS = 64;

    private final LogSettings settings;
    private final InstantSource clock;
    private final Sweep sweep;
    private final LossWarning complaint;
    private final SequencedMap<String, Journal> open = new LinkedHashMap<>(16, 0.75f, true);
    private final LeavingRunners leaving = new LeavingRunners();
    private final Followers followers = new Followers();
    private long sinceLook;
    private final LongAdder written = new LongAdder();
    private final LongAdder failed = new LongAdder();

    Journals(LogSettings settings, InstantSource clock, Predicate<FunctionName> exists) {
        this.settings = settings;
        // What earlier gateways left behind is looked at with the first line.
        this.sinceLook = settings.totalBytes();
        this.clock = clock;
        this.sweep = new Sweep(settings.folder(), clock, exists);
        this.complaint = new LossWarning("lines of function logs", clock);
    }

    long written() {
        return written.sum();
    }

    long failed() {
        return failed.sum();
    }

    void add(LogLine line) {
        if (leaving.contains(line.instance())) {
            return;
        }
        Journal journal = journal(line.function());
        long lost = journal.takeLost();
        if (lost > 0) {
            put(journal, own(line.function(), count(lost) + " missing here: the disk did not take them."));
        }
        put(journal, line);
        if (journal.isFull()) {
            flush(journal);
        }
    }

    /** Tells, in place, that {@code count} lines were not taken; nothing if it is none. */
    void refused(String function, long count) {
        if (count > 0) {
            add(own(function, count(count) + " missing here: they came faster than they could be written."));
        }
    }

    /** Writes what was added. */
    void flush() {
        open.values().forEach(this::flush);
        while (open.size() > MAX_OPEN) {
            open.pollFirstEntry().getValue().close();
        }
        sweep.due().forEach(this::delete);
        if (sinceLook >= settings.totalBytes() / LOOKS) {
            sinceLook = 0;
            sweep.beyond(settings.totalBytes()).forEach(this::delete);
        }
    }

    private boolean delete(String function) {
        close(function);
        return sweep.delete(function);
    }

    /** What is on disk now. */
    Reading read(FunctionName function) throws IOException {
        return journal(function.value()).read();
    }

    boolean follow(LogQuery query, LogDelivery delivery) {
        followers.add(query, delivery);
        return true;
    }

    boolean unfollow(LogDelivery delivery) {
        return followers.remove(delivery);
    }

    boolean remove(FunctionName function, Set<RunnerId> stillRunning) {
        leaving.add(stillRunning);
        followers.end(function.value());
        return delete(function.value());
    }

    @Override
    public void close() {
        flush();
        open.values().forEach(Journal::close);
        open.clear();
        followers.endAll();
    }

    private void put(Journal journal, LogLine line) {
        journal.add(line);
        followers.tell(line);
    }

    private void flush(Journal journal) {
        int waiting = journal.waiting();
        sinceLook += journal.waitingBytes();
        try {
            written.add(journal.flush());
        } catch (IOException e) {
            failed.add(waiting);
            complaint.lost(waiting, e, settings.folder());
        }
    }

    private Journal journal(String function) {
        return open.computeIfAbsent(
                function, name -> new Journal(Folders.of(settings.folder(), name), settings.fileBytes()));
    }

    private void close(String function) {
        Journal journal = open.remove(function);
        if (journal != null) {
            journal.close();
        }
    }

    private LogLine own(String function, String text) {
        Instant now = clock.instant();
        return new LogLine(
                function,
                0,
                new RunnerId(""),
                "",
                LogSource.WARN,
                ChronoUnit.MICROS.between(Instant.EPOCH, now),
                "[sluice] " + text);
    }

    private static String count(long lines) {
        return lines == 1 ? "1 line is" : lines + " lines are";
    }
}
