package dev.sluice.gateway.adapter.logs;

import dev.sluice.core.adapter.Expression;
import dev.sluice.core.adapter.LogAdapter;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an instance with adapters and its sidecars print. Lines are read on a thread of its own, so that expressions of one
 * function cost neither event loops nor other functions. Lines that find no room go to the log at once, as they are.
 */
final class InstanceLines {

    private static final int MOST_WAITING = 1_024;
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final List<ProgramLines> programs;
    private final List<String> marksOfOthers;
    private final Map<Expression, LineExpression> awaited = new ConcurrentHashMap<>();
    private final Consumer<LogLine> log;
    private final BlockingQueue<LogLine> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final AtomicInteger characters = new AtomicInteger();
    private volatile boolean over;

    /**
     * Starts its thread.
     *
     * @param sidecars the names of all sidecars of the function
     * @param awaited what is looked for in lines until it was there
     */
    InstanceLines(
            RunnerId instance,
            List<LogAdapter> adapters,
            List<String> sidecars,
            List<Expression> awaited,
            Consumer<LogLine> log) {
        this.log = log;
        awaited.forEach(each -> this.awaited.put(each, LineExpression.of(each)));
        this.marksOfOthers = sidecars.stream()
                .filter(name ->
                        adapters.stream().noneMatch(each -> each.sidecar().equals(Optional.of(name))))
                .map(ProgramLines::mark)
                .toList();
        // Those of sidecars are told by what stands before their lines; the function's own take the rest.
        this.programs = adapters.stream()
                .map(adapter -> ProgramLines.of(adapter, log))
                .sorted((one, other) ->
                        Integer.compare(other.mark().length(), one.mark().length()))
                .toList();
        // No virtual one: an expression gives its carrier to nobody, and other functions' instances start on those.
        Thread.ofPlatform().daemon().name("lines of " + instance.value()).start(this::run);
    }

    /** Takes a line; never blocks. */
    void accept(LogLine line) {
        int length = line.line().length();
        if (over || characters.get() + length > MOST_CHARACTERS || !waiting.offer(line)) {
            log.accept(line);
            return;
        }
        characters.addAndGet(length);
        // The thread may have looked for the last time before this line was there.
        if (over && waiting.remove(line)) {
            log.accept(line);
        }
    }

    /** Lines with a level were logged by the platform's own means: nothing is to be found in them. */
    private static boolean isLogged(LogLine line) {
        return line.source() != LogSource.STDOUT && line.source() != LogSource.STDERR;
    }

    /** Whether a line had one of those in it that are awaited. */
    boolean hasPrinted(Expression expression) {
        return !awaited.containsKey(expression);
    }

    /** Reads what waits, and ends its thread. */
    void end() {
        over = true;
    }

    private void run() {
        try {
            for (LogLine line = next(); !over || line != null; line = next()) {
                if (line != null) {
                    characters.addAndGet(-line.line().length());
                    read(line);
                }
                long now = System.nanoTime();
                programs.forEach(program -> program.joiner().ifPresent(joiner -> joiner.expire(now)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over = true;
            programs.forEach(program -> program.joiner().ifPresent(LineJoiner::flush));
            for (LogLine line = waiting.poll(); line != null; line = waiting.poll()) {
                log.accept(line);
            }
        }
    }

    private @Nullable LogLine next() throws InterruptedException {
        long now = System.nanoTime();
        long until = now + LOOK_NANOS;
        for (ProgramLines program : programs) {
            long first = program.joiner()
                    .map(joiner -> joiner.nextExpiry(now + LOOK_NANOS))
                    .orElse(until);
            until = first - until < 0 ? first : until;
        }
        return waiting.poll(Math.max(0, until - now), TimeUnit.NANOSECONDS);
    }

    private void read(LogLine line) {
        awaited.values().removeIf(expression -> expression.isIn(line.line()));
        if (isLogged(line) || marksOfOthers.stream().anyMatch(line.line()::startsWith)) {
            log.accept(line);
            return;
        }
        for (ProgramLines program : programs) {
            if (line.line().startsWith(program.mark())) {
                program.take(line, System.nanoTime());
                return;
            }
        }
        log.accept(line);
    }
}
