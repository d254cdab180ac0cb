package dev.sluice.events.schedule;

import dev.sluice.events.schedule.timing.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What is to be done about a schedule at some time. */
sealed interface NextRun {

    /** A run that is later than this is missed. */
    Duration LATENESS = Duration.ofMinutes(1);

    /** It is to be started now. */
    record Due(Instant scheduled) implements NextRun {}

    /** All times until then, and this one, were missed and are left out. */
    record Missed(Instant last) implements NextRun {}

    /** Nothing is due before that time. */
    record Later(Instant scheduled) implements NextRun {}

    /** Nothing will ever be due. */
    record Never() implements NextRun {}

    /** Of the times after {@code decided}, all until which have been run or left out. Times are those of the schedule, jitter aside. */
    static NextRun of(ScheduleSettings settings, Timing timing, Instant decided, Instant now) {
        Optional<Instant> first = timing.next(decided);
        if (first.isEmpty()) {
            return new Never();
        }
        if (first.get().isAfter(now)) {
            return new Later(first.get());
        }
        return switch (settings.missed()) {
            case ALL ->
                new Due(last(timing, decided, now, settings.missedMost()).getFirst());
            case ONCE -> new Due(last(timing, decided, now, 1).getFirst());
            case SKIP -> {
                Instant last = last(timing, decided, now, 1).getFirst();
                yield last.plus(LATENESS).isBefore(now) ? new Missed(last) : new Due(last);
            }
        };
    }

    /** The last {@code most} times after {@code after} until {@code until}, of which there is at least one. */
    private static List<Instant> last(Timing timing, Instant after, Instant until, int most) {
        for (Duration back = LATENESS; ; back = back.multipliedBy(4)) {
            boolean all = !until.minus(back).isAfter(after);
            Deque<Instant> last = new ArrayDeque<>();
            Optional<Instant> time = timing.next(all ? after : until.minus(back));
            while (time.isPresent() && !time.get().isAfter(until)) {
                last.add(time.get());
                if (last.size() > most) {
                    last.remove();
                }
                time = timing.next(time.get());
            }
            if (all || last.size() == most) {
                return List.copyOf(last);
            }
        }
    }
}
