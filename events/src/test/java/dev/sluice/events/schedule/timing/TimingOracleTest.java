package dev.sluice.events.schedule.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Looks for due times minute by minute, as a person with a clock on the wall would, and expects the same. */
class TimingOracleTest {

    private static final Duration LENGTH = Duration.ofDays(4);

    /** Days around changes of all sorts, and others. */
    private static final List<String[]> PLACES = List.of(
            new String[] {"Europe/Berlin", "2026-03-27T00:00:00Z"},
            new String[] {"Europe/Berlin", "2026-10-23T00:00:00Z"},
            new String[] {"America/New_York", "2026-03-06T00:00:00Z"},
            new String[] {"America/New_York", "2026-10-30T00:00:00Z"},
            new String[] {"Australia/Lord_Howe", "2026-10-02T00:00:00Z"},
            new String[] {"Australia/Lord_Howe", "2026-04-03T00:00:00Z"},
            new String[] {"Pacific/Apia", "2011-12-28T00:00:00Z"},
            new String[] {"America/Sao_Paulo", "2018-11-02T00:00:00Z"},
            new String[] {"America/Sao_Paulo", "2018-02-16T00:00:00Z"},
            new String[] {"Antarctica/Troll", "2026-03-27T00:00:00Z"},
            new String[] {"Antarctica/Troll", "2026-10-23T00:00:00Z"},
            new String[] {"Asia/Pyongyang", "2015-08-13T00:00:00Z"},
            new String[] {"Asia/Kathmandu", "2026-02-26T00:00:00Z"},
            new String[] {"UTC", "2027-12-30T00:00:00Z"});

    /** An expression as its four parts of numbers. */
    private record Plan(List<Integer> minutes, List<Integer> hours, List<Integer> days, List<Integer> weekdays) {

        String text() {
            return join(minutes) + " " + join(hours) + " " + join(days) + " * " + join(weekdays);
        }

        private static String join(List<Integer> numbers) {
            return numbers.isEmpty()
                    ? "*"
                    : String.join(",", numbers.stream().map(String::valueOf).toList());
        }

        boolean fits(LocalDateTime time) {
            return has(minutes, time.getMinute())
                    && has(hours, time.getHour())
                    && has(days, time.getDayOfMonth())
                    && has(weekdays, time.getDayOfWeek().getValue());
        }

        private static boolean has(List<Integer> numbers, int number) {
            return numbers.isEmpty() || numbers.contains(number);
        }
    }

    private static List<Integer> some(SplittableRandom random, int from, int to, int most) {
        List<Integer> numbers = new ArrayList<>();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            numbers.add(random.nextInt(from, to + 1));
        }
        return numbers;
    }

    private static Plan plan(SplittableRandom random) {
        boolean byDate = random.nextBoolean();
        return new Plan(
                some(random, 0, 59, 3),
                random.nextInt(3) == 0 ? some(random, 0, 23, 3) : some(random, 0, 4, 3),
                byDate ? some(random, 1, 31, 8) : List.of(),
                byDate ? List.of() : some(random, 1, 7, 5));
    }

    private static List<Instant> watched(Plan plan, ZoneId zone, Instant from) {
        List<Instant> due = new ArrayList<>();
        LocalDateTime furthest = from.atZone(zone).toLocalDateTime();
        for (Instant now = from.plus(1, ChronoUnit.MINUTES);
                !now.isAfter(from.plus(LENGTH));
                now = now.plus(1, ChronoUnit.MINUTES)) {
            LocalDateTime shown = now.atZone(zone).toLocalDateTime();
            boolean fits = false;
            if (plan.hours().isEmpty()) {
                fits = plan.fits(shown);
            } else {
                for (; furthest.isBefore(shown); furthest = furthest.plusMinutes(1)) {
                    fits |= plan.fits(furthest.plusMinutes(1));
                }
            }
            if (fits) {
                due.add(now);
            }
        }
        return due;
    }

    @Test
    void cronIsDueWhenSomebodyWhoWatchesTheClockWouldRunIt() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 400; i++) {
            String[] place = PLACES.get(i % PLACES.size());
            ZoneId zone = ZoneId.of(place[0]);
            Instant from = Instant.parse(place[1]);
            Plan plan = plan(random);
            ZonedCron cron = new ZonedCron(Cron.parse(plan.text()), zone);
            List<Instant> due = new ArrayList<>();
            for (Instant next = cron.next(from).orElseThrow();
                    !next.isAfter(from.plus(LENGTH));
                    next = cron.next(next).orElseThrow()) {
                due.add(next);
            }
            assertThat(due).as("%s from %s, seed %d", cron.text(), from, seed).isEqualTo(watched(plan, zone, from));
        }
    }

    @Test
    void itMakesNoDifferenceFromWhereBetweenTwoTimesOneAsks() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 400; i++) {
            String[] place = PLACES.get(i % PLACES.size());
            ZonedCron cron = new ZonedCron(Cron.parse(plan(random).text()), ZoneId.of(place[0]));
            Instant from = Instant.parse(place[1]);
            Instant next = cron.next(from).orElseThrow();
            long span = Math.min(Duration.between(from, next).toMillis(), LENGTH.toMillis());
            assertThat(cron.next(from.plusMillis(random.nextLong(span))))
                    .as("%s from %s, seed %d", cron.text(), from, seed)
                    .contains(next);
        }
    }
}
