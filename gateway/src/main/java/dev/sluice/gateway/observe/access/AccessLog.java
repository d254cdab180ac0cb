package dev.sluice.gateway.observe.access;

import dev.sluice.gateway.observe.calls.FinishedCall;
import dev.sluice.gateway.observe.files.LossWarning;
import dev.sluice.gateway.observe.files.RollingFile;
import dev.sluice.gateway.observe.handover.BatchQueue;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Writes a line of JSON for each call to {@code access.jsonl}, to standard output, or both, on a thread of its own. The
 * event loop that reports a call only puts a small record into a ring; when that is full, the record is dropped and
 * counted.
 */
public final class AccessLog implements Consumer<FinishedCall>, AutoCloseable {

    /** How many records may wait, about 5 MB of them. */
    static final int CAPACITY = 32_768;

    private static final Duration GATHER = Duration.ofMillis(50);
    private static final int LONGEST_BATCH = 256 * 1024;

    private final AccessSettings settings;
    private final RollingFile file;
    private final PrintStream out;
    private final LossWarning complaint;
    private final BatchQueue<FinishedCall> handover;
    private final LongAdder failed = new LongAdder();
    private final AccessLines lines = new AccessLines();
    private final AsciiLine text = new AsciiLine();
    private final int full;
    private int waiting;

    /** Starts the writing thread. {@code out} is standard output. */
    public AccessLog(AccessSettings settings, PrintStream out, InstantSource clock) {
        this.settings = settings;
        this.out = out;
        this.full = (int) Math.min(LONGEST_BATCH, settings.fileBytes() / 4);
        this.file = new RollingFile(settings.folder(), "access", settings.fileBytes());
        this.complaint = new LossWarning("access records", clock);
        this.handover = new BatchQueue<>("sluice-access-log", CAPACITY, GATHER, this::write).start();
    }

    @Override
    public void accept(FinishedCall call) {
        handover.offer(call);
    }

    /** How many records were lost since the start: because too many waited, or because the disk did not take them. */
    public long lost() {
        return handover.dropped() + failed.sum();
    }

    /** Writes what waits, at most 5 s. */
    @Override
    public void close() {
        handover.call(() -> {
            file.close();
            return true;
        });
        handover.close();
    }

    private void write(List<FinishedCall> batch) {
        for (FinishedCall call : batch) {
            lines.write(call, text);
            waiting++;
            if (text.length() >= full) {
                flush();
            }
        }
        flush();
    }

    private void flush() {
        Set<AccessSettings.Target> targets = settings.targets();
        if (targets.contains(AccessSettings.Target.STDOUT)) {
            out.write(text.bytes().array(), 0, text.length());
            out.flush();
        }
        try {
            if (targets.contains(AccessSettings.Target.FILE)) {
                file.append(text.bytes());
            }
        } catch (IOException e) {
            failed.add(waiting);
            complaint.lost(waiting, e, settings.folder());
        }
        text.clear();
        waiting = 0;
    }
}
