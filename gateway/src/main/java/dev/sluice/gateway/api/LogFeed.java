package dev.sluice.gateway.api;

import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.logs.LogFollow;
import dev.sluice.core.logs.LogFollower;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.runner.LogLine;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One reader who follows a log. Between the log and the reader are at
 * most {@link #ROOM} lines; when they are full the log's own thread for this reader waits, and counts what it leaves out.
 */
final class LogFeed implements Followers.Feed {

    /** How many events may wait to be written. */
    static final int ROOM = 256;

    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(ROOM);
    private final FunctionLogs logs;
    private final LogQuery query;
    private volatile boolean over;

    private sealed interface Event {

        record Text(String text) implements Event {}

        record End() implements Event {}
    }

    LogFeed(FunctionLogs logs, LogQuery query) {
        this.logs = logs;
        this.query = query;
    }

    @Override
    public void readerGone() {
        over = true;
        events.clear();
        events.offer(new Event.End());
    }

    @Override
    public void run(Followers.Events out) throws IOException {
        try (LogFollow follow = logs.follow(query, new Queueing())) {
            out.following();
            while (!over) {
                Event event = next();
                switch (event) {
                    case null -> out.stillHere();
                    case Event.Text(String text) -> out.write(text);
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
