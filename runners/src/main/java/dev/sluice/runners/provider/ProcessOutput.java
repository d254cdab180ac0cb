package dev.sluice.runners.provider;

import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerOutput;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What one runner writes past the protocol: its last words, and where its lines go. Thread-safe. */
final class ProcessOutput {

    /** Of these, {@link RunnerLines} says how many come within a time. */
    private static final int MOST_EARLY_LINES = 100;

    private record Line(LogSource source, String text) {}

    private final RunnerId runner;
    private final RunnerLines lines;
    private final boolean startedForOne;
    private final List<Line> early = new ArrayList<>();
    private final OutputTail lastWords = new OutputTail();
    private final List<OutputReader> readers = new ArrayList<>(2);
    private volatile @Nullable RunnerOutput owner;

    /**
     * Of a runner that belongs to no function yet.
     *
     * @param lines where its lines go until it does, if it comes from a pool. One that has options was started for a function, whose
     *     log tells what its JVM made of them
     */
    ProcessOutput(RunnerOrder order, RunnerLines lines) {
        this(order.id(), !order.options().isEmpty(), lines);
    }

    private ProcessOutput(RunnerId runner, boolean startedForOne, RunnerLines lines) {
        this.runner = runner;
        this.startedForOne = startedForOne;
        this.lines = lines;
    }

    /** Of a sidecar, which belongs to a function from its start. */
    static ProcessOutput ofSidecar(RunnerId id) {
        return new ProcessOutput(id, true, (runner, line) -> {});
    }

    /** Reads a stream to its end, on a thread of its own. To be called before this is handed on. */
    ProcessOutput read(LogSource source, InputStream bytes) {
        readers.add(OutputReader.start(source, bytes, this));
        return this;
    }

    RunnerId runner() {
        return runner;
    }

    /** From now on lines go to a function's log, after those that were kept for it. */
    synchronized void owned(RunnerOutput output) {
        early.forEach(line -> output.line(line.source(), line.text()));
        early.clear();
        owner = output;
    }

    boolean isOwned() {
        return owner != null;
    }

    void remember(String line) {
        lastWords.add(line);
    }

    void pass(LogSource source, String line) {
        if (startedForOne && isKept(source, line)) {
            return;
        }
        RunnerOutput function = owner;
        if (function == null) {
            lines.line(runner, line);
        } else {
            function.line(source, line);
        }
    }

    private synchronized boolean isKept(LogSource source, String line) {
        if (isOwned()) {
            return false;
        }
        if (early.size() < MOST_EARLY_LINES) {
            early.add(new Line(source, line));
        }
        return true;
    }

    /** Completes when the last writer has closed its ends. */
    CompletableFuture<Void> ended() {
        return CompletableFuture.allOf(readers.stream().map(OutputReader::ended).toArray(CompletableFuture[]::new));
    }

    boolean saidItIsOutOfMemory() {
        return lastWords.saidItIsOutOfMemory();
    }

    String lastWords() {
        return lastWords.text();
    }
}
