package dev.sluice.runner.program.process;

import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.runner.lines.LineBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the program prints, read to its end line by line, and the last line of it. Thread-safe. */
final class ProgramOutput {

    private static final int READ_BYTES = 8 * 1024;
    private static final int MOST_LAST_CHARS = 500;
    private static final long STACK_BYTES = 256 * 1024;
    /** A program says it and ends; one that says it and goes on has caught it. */
    private static final long JUST_NOW_NANOS = 10_000_000_000L;

    private static final long LOOK_MILLIS = 2;
    private static final Duration SETTLING = Duration.ofMillis(10);

    private final BiConsumer<LogSource, String> lines;
    private final List<Source> open = new ArrayList<>(2);
    private final Map<LogSource, String> last = new EnumMap<>(LogSource.class);
    private @Nullable String memoryWords;
    private long memoryWordsAt;

    /** @param lines takes each line; called by one of two threads, must not wait */
    ProgramOutput(BiConsumer<LogSource, String> lines) {
        this.lines = lines;
    }

    /** A stream that is read by a thread of its own, which waits for more while {@code waits}. */
    private static final class Source {

        private final InputStream stream;
        private final Optional<Pipe> pipe;
        private volatile boolean waits = true;

        Source(InputStream stream, Optional<Pipe> pipe) {
            this.stream = stream;
            this.pipe = pipe;
        }

        int read(byte[] bytes) throws IOException {
            waits = true;
            try {
                return stream.read(bytes);
            } finally {
                waits = false;
            }
        }

        /** False also where nobody can tell. */
        boolean hasMore() {
            return pipe.isPresent() && !(pipe.get().isEmpty() && waits);
        }
    }

    /**
     * Reads a stream to its end, on a thread of its own.
     *
     * @param pipe that it is the end of, if there is one
     */
    synchronized void read(LogSource kind, InputStream stream, Optional<Pipe> pipe) {
        Source source = new Source(stream, pipe);
        open.add(source);
        Thread.ofPlatform()
                .daemon()
                .name("output-" + kind)
                .stackSize(STACK_BYTES)
                .start(() -> readAll(kind, source));
    }

    private void readAll(LogSource kind, Source source) {
        LineBuffer buffer = new LineBuffer(line -> line(kind, line));
        byte[] bytes = new byte[READ_BYTES];
        try {
            for (int read = source.read(bytes); read >= 0; read = source.read(bytes)) {
                synchronized (this) {
                    buffer.write(bytes, 0, read);
                    notifyAll();
                }
            }
        } catch (IOException e) {
            // The stream was closed with the process.
        }
        synchronized (this) {
            buffer.flush();
            open.remove(source);
            source.pipe.ifPresent(Pipe::close);
            notifyAll();
        }
    }

    private void line(LogSource source, String line) {
        if (!line.isBlank()) {
            String first = line.lines().findFirst().orElse("");
            last.put(source, first.length() <= MOST_LAST_CHARS ? first : first.substring(0, MOST_LAST_CHARS));
        }
        if (OutOfMemory.isSaidBy(line)) {
            memoryWords = line;
            memoryWordsAt = System.nanoTime();
        }
        lines.accept(source, line);
    }

    /** The last line that says something, of standard error if there is one there; else empty. */
    synchronized String lastLine() {
        String printed = last.getOrDefault(LogSource.STDOUT, "");
        return last.getOrDefault(LogSource.STDERR, printed);
    }

    /** The line in which it said just now that its memory was used up; null if it said no such thing. */
    synchronized @Nullable String memoryWords() {
        return System.nanoTime() - memoryWordsAt < JUST_NOW_NANOS ? memoryWords : null;
    }

    /** Waits until what the program has printed so far is read, as a rule; a moment at most. */
    synchronized void settle() {
        await(SETTLING, () -> open.stream().noneMatch(Source::hasMore));
    }

    /** Waits until all has been read, but no longer than {@code most}: another process may hold a stream open. */
    synchronized void awaitEnd(Duration most) {
        await(most, open::isEmpty);
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Duration most, Condition condition) {
        long end = System.nanoTime() + most.toNanos();
        long left = most.toNanos();
        while (!condition.holds() && left > 0) {
            try {
                wait(Math.min(left / 1_000_000 + 1, LOOK_MILLIS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            left = end - System.nanoTime();
        }
    }
}
