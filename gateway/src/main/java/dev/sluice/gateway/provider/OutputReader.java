package dev.sluice.gateway.provider;

import dev.sluice.core.runner.RunnerId;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Reads what one runner writes, to its end, on a thread of its own; keeps the last words and passes the lines on. */
final class OutputReader implements Runnable {

    private static final int MAX_LINE = 1_000;
    private static final int STACK_BYTES = 256 * 1024;

    private final RunnerId runner;
    private final InputStream bytes;
    private final RunnerLines lines;
    private final LineBudget budget = new LineBudget(System::nanoTime);
    private final LastWords lastWords = new LastWords();
    private final StringBuilder line = new StringBuilder();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private OutputReader(RunnerId runner, InputStream bytes, RunnerLines lines) {
        this.runner = runner;
        this.bytes = bytes;
        this.lines = lines;
    }

    static OutputReader start(RunnerId runner, InputStream bytes, RunnerLines lines) {
        OutputReader reader = new OutputReader(runner, bytes, lines);
        // A read from a pipe holds its thread, so a virtual one would hold a carrier; what it does needs little stack.
        Thread.ofPlatform()
                .daemon()
                .name("output of " + runner)
                .stackSize(STACK_BYTES)
                .start(reader);
        return reader;
    }

    /** Completes when the last writer has closed its end. */
    CompletableFuture<Void> ended() {
        return ended.copy();
    }

    String lastWords() {
        return lastWords.text();
    }

    @Override
    public void run() {
        try (Reader reader = new InputStreamReader(bytes, StandardCharsets.UTF_8)) {
            char[] buffer = new char[1024];
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    take(buffer[i]);
                }
            }
        } catch (IOException closed) {
            // The stream was closed under the reader: there is no more to read.
        } finally {
            if (!line.isEmpty()) {
                endLine();
            }
            tellRefused();
            ended.complete(null);
        }
    }

    private void take(char character) {
        if (character == '\n') {
            endLine();
        } else if (line.length() < MAX_LINE) {
            line.append(character);
        }
    }

    private void endLine() {
        String text = line.toString().stripTrailing();
        line.setLength(0);
        lastWords.add(text);
        if (budget.take()) {
            tellRefused();
            lines.line(runner, text);
        }
    }

    private void tellRefused() {
        budget.refused().ifPresent(count -> lines.line(runner, "(" + count + " more lines were left out)"));
    }
}
