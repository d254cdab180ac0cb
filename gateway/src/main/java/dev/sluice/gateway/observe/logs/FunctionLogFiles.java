package dev.sluice.gateway.observe.logs;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.logs.LogDelivery;
import dev.sluice.core.logs.LogFollow;
import dev.sluice.core.logs.LogFollower;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.observe.files.Reading;
import dev.sluice.gateway.observe.handover.BatchQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * The logs of functions as files of JSON lines, two per function that take turns. One thread writes; a line is on its way
 * to the disk within some 10 ms and survives the gateway's death from then on. A full disk costs lines, never calls.
 */
public final class FunctionLogFiles implements FunctionLogs {

    private static final Duration GATHER = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MANY_SHARES = 1_024;

    private final BufferBudget room;
    private final ConcurrentHashMap<String, BufferBudget.Share> shares = new ConcurrentHashMap<>();
    private final LongAdder crowdedOut = new LongAdder();
    private final LongAdder misnamed = new LongAdder();
    private final Journals journals;
    private final BatchQueue<Waiting> handover;

    /** A line on its way; {@code refusedBefore} lines of its function found no room just before it. */
    private record Waiting(BufferBudget.Share share, LogLine line, long refusedBefore) {}

    /**
     * Starts the writing thread.
     *
     * @param exists whether there is such a function: folders of others are deleted after a while
     */
    public FunctionLogFiles(LogSettings settings, InstantSource clock, Predicate<FunctionName> exists) {
        room = new BufferBudget(settings.waitingBytes());
        journals = new Journals(settings, clock, exists);
        handover = new BatchQueue<>("sluice-function-logs", room.lines(), GATHER, this::write).start();
    }

    @Override
    public void accept(LogLine line) {
        BufferBudget.Share share = shares.get(line.function());
        if (share == null) {
            if (FunctionName.ofValue(line.function()).isEmpty()) {
                misnamed.increment();
                return;
            }
            share = shares.computeIfAbsent(line.function(), name -> room.new Share());
        }
        if (!share.take(line.length())) {
            crowdedOut.increment();
            return;
        }
        Waiting waiting = new Waiting(share, line, share.takeRefused());
        if (!handover.offer(waiting)) {
            crowdedOut.increment();
            share.giveBack(line.length());
            share.refuse();
        }
    }

    @Override
    public List<LogLine> tail(LogQuery query) {
        return read(query, ask(query.function(), () -> journals.read(query.function())));
    }

    @Override
    public LogFollow follow(LogQuery query, LogFollower follower) {
        LogDelivery delivery = new LogDelivery(follower);
        Reading reading = ask(query.function(), () -> {
            Reading past = journals.read(query.function());
            journals.follow(query, delivery);
            return past;
        });
        delivery.start(query.function().value(), () -> read(query, reading));
        return () -> {
            delivery.close();
            handover.call(() -> journals.unfollow(delivery));
        };
    }

    @Override
    public void remove(FunctionName function, Set<RunnerId> leaving) {
        ask(function, () -> journals.remove(function, leaving));
    }

    /** What became of all lines since the start. */
    public LogCounts counts() {
        return new LogCounts(journals.written(), crowdedOut.sum(), journals.failed(), misnamed.sum());
    }

    @Override
    public void close() {
        handover.call(() -> {
            shares.forEach((function, share) -> journals.refused(function, share.takeRefused()));
            journals.close();
            return true;
        });
        handover.close();
    }

    private void write(List<Waiting> batch) {
        for (Waiting waiting : batch) {
            journals.refused(waiting.line().function(), waiting.refusedBefore());
            journals.add(waiting.line());
            waiting.share().giveBack(waiting.line().length());
            if (waiting.share().isEmpty()) {
                retire(waiting.line().function(), waiting.share());
            }
        }
        journals.flush();
    }

    /** Tells what was refused if no line came after, and forgets shares when they are many. */
    private void retire(String function, BufferBudget.Share share) {
        journals.refused(function, share.takeRefused());
        if (shares.size() > MANY_SHARES) {
            shares.remove(function, share);
        }
    }

    private <V> V ask(FunctionName function, Callable<V> request) {
        try {
            return handover.call(request).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreadable(function, e);
        } catch (ExecutionException | TimeoutException e) {
            throw unreadable(function, e);
        }
    }

    private static UncheckedIOException unreadable(FunctionName function, Exception cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        return new UncheckedIOException(new IOException(
                "The log of '" + function + "' cannot be read now (" + reason
                        + "): look at the disk of the home folder.",
                cause));
    }

    private static List<LogLine> read(LogQuery query, Reading reading) {
        byte[] mark = query.invocation()
                .map(id -> id.value().getBytes(StandardCharsets.US_ASCII))
                .orElse(new byte[0]);
        List<LogLine> lines = new ArrayList<>();
        try (reading) {
            while (lines.size() < query.tail()) {
                Optional<byte[]> json = reading.previousLine();
                if (json.isEmpty()) {
                    break;
                }
                if (ByteSearch.contains(json.get(), mark)) {
                    LogLineJson.read(query.function().value(), json.get())
                            .filter(query::matches)
                            .ifPresent(lines::add);
                }
            }
        } catch (IOException e) {
            throw unreadable(query.function(), e);
        }
        Collections.reverse(lines);
        return lines;
    }
}
