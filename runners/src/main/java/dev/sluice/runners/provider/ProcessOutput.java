package dev.sluice.runners.provider;

import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerOutput;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What one runner writes past the protocol: its last words, and where its lines go. Thread-safe. */
final class ProcessOutput {

    private final RunnerId runner;
    private final RunnerLines lines;
    private final OutputTail lastWords = new OutputTail();
    private final List<OutputReader> readers = new ArrayList<>(2);
    private volatile @Nullable RunnerOutput owner;

    /** {@code lines}: where lines go until the runner belongs to a function. */
    ProcessOutput(RunnerId runner, RunnerLines lines) {
        this.runner = runner;
        this.lines = lines;
    }

    /** Reads a stream to its end, on a thread of its own. To be called before this is handed on. */
    ProcessOutput read(LogSource source, InputStream bytes) {
        readers.add(OutputReader.start(source, bytes, this));
        return this;
    }

    RunnerId runner() {
        return runner;
    }

    /** From now on lines go to a function's log. */
    void owned(RunnerOutput output) {
        owner = output;
    }

    boolean isOwned() {
        return owner != null;
    }

    void remember(String line) {
        lastWords.add(line);
    }

    void pass(LogSource source, String line) {
        RunnerOutput function = owner;
        if (function == null) {
            lines.line(runner, line);
        } else {
            function.line(source, line);
        }
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
