package dev.sluice.events.schedule;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.schedule.timing.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What runs by the clock.
 *
 * @param function which its runs call; empty if they are no calls
 * @param name of what has the schedule; its namespace is that of the function
 * @param making tells this one from one of the same name that was deleted before: any text that does not change while it exists
 * @param timing when runs are due, but for {@code delay}
 * @param delay by which each run comes later
 * @param retry how long each run is tried; empty if as long as calls are for which nobody said anything else
 * @param priority of each run, 1 to 5, 1 first
 * @param version which one runs it
 */
public record Schedule(
        Optional<FunctionName> function,
        ScheduleName name,
        String making,
        ScheduleSettings settings,
        Timing timing,
        Duration delay,
        Optional<RetryPolicy> retry,
        int priority,
        VersionChoice version) {

    /** Runs that call a function. */
    public Schedule(FunctionName function, ScheduleName name, String making, ScheduleSettings settings) {
        this(Optional.of(function), name, making, settings);
    }

    /** Runs that are no calls. */
    public Schedule(ScheduleName name, String making, ScheduleSettings settings) {
        this(Optional.empty(), name, making, settings);
    }

    private Schedule(Optional<FunctionName> function, ScheduleName name, String making, ScheduleSettings settings) {
        this(
                function,
                name,
                making,
                settings,
                settings.timing(),
                delay(name.toString(), settings.jitter()),
                Optional.empty(),
                CallTerms.USUAL_PRIORITY,
                new VersionChoice.Live());
    }

    /** The same, each of whose runs is tried so long. */
    public Schedule tried(RetryPolicy policy) {
        return new Schedule(function, name, making, settings, timing, delay, Optional.of(policy), priority, version);
    }

    /** The same, whose runs have this priority. */
    public Schedule priority(int other) {
        return new Schedule(function, name, making, settings, timing, delay, retry, other, version);
    }

    /** The same, whose runs are those of this version. */
    public Schedule version(VersionChoice other) {
        return new Schedule(function, name, making, settings, timing, delay, retry, priority, other);
    }

    /** Always the same for one name, and spread evenly over names. */
    private static Duration delay(String name, Duration jitter) {
        long parts = StableHash.of(name).getLong() >>> 1;
        return Duration.ofMillis(parts % (jitter.toMillis() + 1));
    }

    /** When the next runs come, at most {@code count}. */
    public List<Instant> next(Instant after, int count) {
        return timing.next(after.minus(delay), count).stream()
                .map(time -> time.plus(delay))
                .toList();
    }

    /** Changes when the times of its runs do, or its function, or what has it itself. */
    String fingerprint() {
        return "%016x"
                .formatted(StableHash.of(making, functionText(), timing.text(), delay.toString())
                        .getLong());
    }

    /** Empty if there is none. */
    String functionText() {
        return function.map(FunctionName::value).orElse("");
    }

    /** A run that somebody asks for now; no time that is due in whole seconds has the same id. */
    ScheduledRun byHand(Instant now) {
        long millis = now.toEpochMilli();
        Instant asked = Instant.ofEpochMilli(millis % 1_000 == 0 ? millis + 1 : millis);
        return new ScheduledRun(RunId.of(this, asked), this, asked, true);
    }

    /** The run that belongs to a scheduled time. */
    ScheduledRun run(Instant scheduled) {
        return new ScheduledRun(RunId.of(this, scheduled), this, scheduled);
    }
}
