package dev.sluice.events.schedule;

import dev.sluice.core.settings.Setting;
import dev.sluice.events.schedule.timing.Cron;
import dev.sluice.events.schedule.timing.Once;
import dev.sluice.events.schedule.timing.Rate;
import dev.sluice.events.schedule.timing.Timing;
import dev.sluice.events.schedule.timing.ZonedCron;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** When a function runs by the clock, as people write it: exactly one of {@code cron}, {@code every} and {@code at}. */
public record ScheduleSettings(
        @Setting(value = "times of the calendar", otherwise = "none")
        Optional<Cron> cron,

        @Setting(
                value = "a fixed rate: at whole multiples of it since 1970 in UTC",
                least = "1s",
                most = "8784h",
                otherwise = "none")
        Optional<Duration> every,

        @Setting(value = "a single time", otherwise = "none")
        Optional<SingleTime> at,

        @Setting(value = "whose clocks count for `cron`, and for `at` without an offset", otherwise = "UTC")
        Optional<ZoneName> zone,

        @Setting(value = "what becomes of runs whose time passed without them", otherwise = "once")
        MissedRuns missed,

        @Setting(value = "how many of them at most, with `missed: all`", least = "1", most = "1000", otherwise = "100")
        int missedMost,

        @Setting(value = "what becomes of a run while the one before it has not ended", otherwise = "skip")
        Overlap overlap,

        @Setting(
                value = "how much later at most, always the same for one trigger, so that many do not run together",
                least = "0s",
                most = "1h",
                otherwise = "0s")
        Duration jitter,

        @Setting(value = "the data of the event that the function is given, in JSON", otherwise = "none")
        Optional<Object> input) {

    public ScheduleSettings {
        long times = Stream.of(cron, every, at).filter(Optional::isPresent).count();
        if (times != 1) {
            throw new IllegalArgumentException("a schedule has exactly one of cron, every and at, this one has "
                    + (times == 0 ? "none" : String.valueOf(times)));
        }
        if (zone.isPresent() && every.isPresent()) {
            throw new IllegalArgumentException("a rate does not follow clocks of a zone: leave zone out, or use cron");
        }
        if (zone.isPresent() && at.flatMap(SingleTime::offset).isPresent()) {
            throw new IllegalArgumentException("the time says its offset: leave that out, or the zone");
        }
    }

    /** When runs are due, {@link #jitter} aside. */
    public Timing timing() {
        ZoneName clocks = zone.orElse(ZoneName.UTC);
        return cron.<Timing>map(times -> new ZonedCron(times, clocks.id()))
                .or(() -> every.map(Rate::new))
                .orElseGet(() -> new Once(at.orElseThrow().in(clocks.id())));
    }
}
