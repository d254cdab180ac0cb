package dev.sluice.gateway.api;

import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.logs.LogFollow;
import dev.sluice.core.logs.LogFollower;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.runner.LogLine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One reader who follows a log as server-sent events (HTML Living Standard, 9.2). Between the log and the reader are at
 * most {@link #ROOM} lines; when they are full the log's own thread for this reader waits, and counts what it leaves out.
 */
final class LogFeed {

    /** How many events may wait to be written. */
    static final int ROOM = 256;

    private static final long STILL_HERE_SECONDS = 15;

    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(ROOM);
    private volatile boolean over;

    private sealed interface Event {

        record Text(String text) implements Event {}

        record End() implements Event {}
    }

    /** Ends {@link #run} soon. May be called from any thread; never blocks. */
    void readerGone() {
        over = true;
        events.clear();
        events.offer(new Event.End());
    }

    /** Writes until the reader or the log ends it. */
    void run(FunctionLogs logs, LogQuery query, OutputStream out) throws IOException {
        try (LogFollow follow = logs.follow(query, new Queueing())) {
            // The answer begins at once, also when there is nothing to tell yet.
            write(": following\n\n", out);
            while (!over) {
                Event event = next();
                switch (event) {
                    case null -> write(": still here\n\n", out);
                    case Event.Text(String text) -> write(text, out);
                    case Event.End end -> over = true;
                }
            }
        } finally {
            over = true;
            events.clear();
        }
    }

    private @Nullable Event next() {
        try {
            return events.poll(STILL_HERE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Event.End();
        }
    }

    private static void write(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Runs on the log's own thread for this reader. */
    private final class Queueing implements LogFollower {

        @Override
        public void line(LogLine line) {
            put(new Event.Text("data: " + LogLines.json(line) + "\n\n"));
        }

        @Override
        public void missed(long count) {
            put(new Event.Text("event: lost\ndata: {\"lost\":" + count + "}\n\n"));
        }

        @Override
        public void ended() {
            put(new Event.End());
        }

        private void put(Event event) {
            try {
                while (!over && !events.offer(event, 1, TimeUnit.SECONDS)) {
                    // A slow reader: look again whether it is still there.
                    continue;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
