package dev.sluice.runners.provider;

import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.protocol.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Reads one stream that a runner writes, to its end, on a thread of its own, and passes on its lines as far as their budget goes. */
final class OutputReader implements Runnable {

    private static final int MAX_LINE = 1_000;
    private static final int MAX_OWNED_LINE = Protocol.MAX_LOG_LINE_CHARS;
    private static final int STACK_BYTES = 256 * 1024;

    private final LogSource source;
    private final InputStream bytes;
    private final ProcessOutput output;
    private final LineBudget budget = new LineBudget(System::nanoTime);
    private final StringBuilder line = new StringBuilder();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private OutputReader(LogSource source, InputStream bytes, ProcessOutput output) {
        this.source = source;
        this.bytes = bytes;
        this.output = output;
    }

    static OutputReader start(LogSource source, InputStream bytes, ProcessOutput output) {
        OutputReader reader = new OutputReader(source, bytes, output);
        // A read from a pipe holds its thread, so a virtual one would hold a carrier; what it does needs little stack.
        Thread.ofPlatform()
                .daemon()
                .name(source + " of " + output.runner())
                .stackSize(STACK_BYTES)
                .start(reader);
        return reader;
    }

    /** Completes when the last writer has closed its end. */
    CompletableFuture<Void> ended() {
        return ended.copy();
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
        } else if (line.length() < (output.isOwned() ? MAX_OWNED_LINE : MAX_LINE)) {
            line.append(character);
        }
    }

    private void endLine() {
        String text = line.toString().stripTrailing();
        line.setLength(0);
        output.remember(text);
        if (budget.take(output.isOwned())) {
            tellRefused();
            output.pass(source, text);
        }
    }

    private void tellRefused() {
        budget.refused().ifPresent(count -> output.pass(source, "(" + count + " more lines were left out)"));
    }
}
