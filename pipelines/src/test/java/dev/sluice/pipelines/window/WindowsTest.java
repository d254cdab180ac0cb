package dev.sluice.pipelines.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.filter.EventExpression;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.document.ItemTime;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.fold.FoldKind;
import dev.sluice.pipelines.fold.Folding;
import dev.sluice.pipelines.fold.UnfitItemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WindowsTest {

    private static final long MINUTE = 60_000;
    private static final long LATENESS = 10_000;
    private static final long IDLE = 30_000;
    private static final String A = "t/0";
    private static final String B = "t/1";

    /** When all begins, by the clock; items tell of a day before. */
    private static final long BEGIN = 100 * MINUTE;

    private static Stage.Window rules(String shape, Stage.Window.Lateness late, Stage.Window.Emit emit) {
        Duration length = Duration.ofMinutes(1);
        return new Stage.Window(
                shape.equals("tumbling") ? Optional.of(length) : Optional.empty(),
                shape.equals("session") ? Optional.of(length) : Optional.empty(),
                FoldKind.COLLECT,
                Optional.empty(),
                Optional.<EventExpression>empty(),
                10_000,
                ItemTime.parse("record"),
                Duration.ofMillis(LATENESS),
                late,
                Duration.ofHours(1),
                emit,
                Duration.ofMillis(IDLE));
    }

    /** A number that came. */
    private record Item(int number, String key, String lane, long time) {}

    /** Windows as a gateway has them, with what is kept of them. */
    private static final class Stand {
        final Stage.Window rules;
        final Map<String, byte[]> kept = new HashMap<>();
        final List<WindowResult> results = new ArrayList<>();
        final List<Item> late = new ArrayList<>();
        Windows windows;
        long clock = BEGIN;

        Stand(Stage.Window rules) {
            this.rules = rules;
            this.windows = new Windows(rules);
            windows.expect(List.of(A, B));
        }

        void take(Item item) throws UnfitItemException {
            clock += 1;
            Taken taken = windows.take(
                    new Arrival(item.key(), item.lane(), item.time(), clock, "", ""),
                    kind -> new Folding(kind, Optional.empty(), 10_000)
                            .of(Items.of(item), "%06d".formatted(item.number())));
            assertThat(taken).isNotEqualTo(Taken.FULL);
            if (taken == Taken.LATE) {
                late.add(item);
            }
            // Several items may be in one step.
            if (item.number() % 3 != 0) {
                end();
            }
        }

        void tick(long later) {
            clock += later;
            windows.tick(clock);
            end();
        }

        private void end() {
            results.addAll(windows.end());
            windows.changes()
                    .forEach((id, value) -> value.ifPresentOrElse(bytes -> kept.put(id, bytes), () -> kept.remove(id)));
        }

        /** As another gateway takes it over. */
        void restart() throws UnreadableRecordException {
            end();
            windows = new Windows(rules);
            for (Map.Entry<String, byte[]> each : kept.entrySet()) {
                windows.restore(each.getKey(), each.getValue());
            }
        }

        void noMore() {
            for (int i = 0; i < 20; i++) {
                tick(MINUTE);
            }
        }

        List<String> told() {
            return results.stream().map(WindowsTest::told).toList();
        }
    }

    /** Makes events of numbers. */
    private static final class Items {
        static dev.sluice.core.event.CloudEvent of(Item item) {
            return new dev.sluice.core.event.CloudEvent(
                    Map.of("id", "i", "source", "/s", "type", "t"),
                    Optional.of("application/json"),
                    Optional.of(Integer.toString(item.number()).getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String told(WindowResult each) {
        return each.key() + " " + each.start() + "-" + each.end() + " " + each.json();
    }

    private static Item item(int number, String lane, long time) {
        return new Item(number, "k", lane, time);
    }

    /** What all items come to if each is waited for: groups of neighbours in time, told in a way that is not the one of the windows. */
    private static List<String> plain(List<Item> items, String shape) {
        Map<String, List<Item>> groups = new TreeMap<>();
        for (String key : items.stream().map(Item::key).collect(Collectors.toSet())) {
            List<Item> mine = items.stream()
                    .filter(each -> each.key().equals(key))
                    .sorted(Comparator.comparingLong(Item::time))
                    .toList();
            long first = 0;
            long last = -10 * MINUTE;
            for (Item each : mine) {
                if (shape.equals("tumbling")) {
                    first = each.time() - Math.floorMod(each.time(), MINUTE);
                } else if (each.time() - last >= MINUTE) {
                    first = each.time();
                }
                last = each.time();
                groups.computeIfAbsent(key + " " + first, _ -> new ArrayList<>())
                        .add(each);
            }
        }
        return groups.entrySet().stream()
                .map(group -> {
                    long first = Long.parseLong(group.getKey().split(" ", 2)[1]);
                    long last = group.getValue().getLast().time();
                    String list = group.getValue().stream()
                            .sorted(Comparator.comparingInt(Item::number))
                            .map(each -> Integer.toString(each.number()))
                            .collect(Collectors.joining(","));
                    return group.getKey() + "-" + (shape.equals("tumbling") ? first + MINUTE : last + MINUTE) + " ["
                            + list + "]";
                })
                .toList();
    }

    /** Items whose times go up on each lane but for {@code jitter}. */
    private static List<Item> stream(Random random, long jitter) {
        record Due(Item item, long order) {}
        List<Due> all = new ArrayList<>();
        int count = random.nextInt(120);
        for (int i = 0; i < count; i++) {
            long time = random.nextInt(15 * 60) * 1_000L;
            String lane = random.nextBoolean() ? A : B;
            all.add(new Due(new Item(i, "k" + random.nextInt(3), lane, time), time + random.nextLong(jitter + 1)));
        }
        // One lane is far ahead of the other as often as not.
        long ahead = random.nextBoolean() ? 5 * MINUTE : 0;
        all.sort(Comparator.comparingLong(
                each -> each.order() + (each.item().lane().equals(B) ? ahead : 0)));
        return all.stream().map(Due::item).toList();
    }

    @ParameterizedTest
    @CsvSource({"tumbling", "session"})
    void whatIsShuffledWithinTheLatenessComesToWhatIsSorted(String shape) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            Stand stand = new Stand(rules(shape, Stage.Window.Lateness.DROP, Stage.Window.Emit.FINAL));
            List<Item> items = stream(random, LATENESS);
            for (Item each : items) {
                stand.take(each);
                if (random.nextInt(20) == 0) {
                    stand.restart();
                }
            }
            stand.noMore();

            assertThat(stand.late).as("seed %d, round %d", seed, round).isEmpty();
            assertThat(stand.told())
                    .as("seed %d, round %d", seed, round)
                    .containsExactlyInAnyOrderElementsOf(plain(items, shape));
            assertThat(stand.results).allMatch(each -> each.last() && each.edition() == 1);
            assertThat(stand.windows.waits()).isFalse();
            assertThat(stand.kept).containsOnlyKeys("clock");
        }
    }

    @ParameterizedTest
    @CsvSource({"tumbling,DROP", "tumbling,TOPIC", "session,DROP", "session,TOPIC"})
    void whatComesLaterIsInNoWindowAndIsTold(String shape, Stage.Window.Lateness late) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int lateOnes = 0;
        for (int round = 0; round < 100; round++) {
            Stand stand = new Stand(rules(shape, late, Stage.Window.Emit.FINAL));
            List<Item> items = stream(random, 4 * MINUTE);
            for (Item each : items) {
                stand.take(each);
            }
            stand.noMore();
            lateOnes += stand.late.size();
            List<Item> inTime = new ArrayList<>(items);
            inTime.removeAll(stand.late);

            // Each item is in one result or told to be late, and no window ends twice.
            assertThat(stand.results.stream().mapToLong(WindowResult::members).sum())
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(inTime.size());
            assertThat(stand.results.stream().map(each -> each.key() + each.start() + "-" + each.end()))
                    .as("seed %d, round %d", seed, round)
                    .doesNotHaveDuplicates();
            if (shape.equals("tumbling")) {
                assertThat(stand.told())
                        .as("seed %d, round %d", seed, round)
                        .containsExactlyInAnyOrderElementsOf(plain(inTime, shape));
            }
            // Late is what comes when its time is past by more than the lateness, for all that was told before.
            for (Item each : stand.late) {
                List<Item> before = items.subList(0, items.indexOf(each));
                assertThat(before.stream().anyMatch(other -> other.time() >= each.time() + LATENESS))
                        .as("seed %d, round %d, %s", seed, round, each)
                        .isTrue();
            }
        }
        assertThat(lateOnes).as("seed %d", seed).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"tumbling,FINAL", "tumbling,RUNNING", "session,FINAL", "session,RUNNING"})
    void updatedWindowsComeToWhatIsSortedHoweverLate(String shape, Stage.Window.Emit emit) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            Stand stand = new Stand(rules(shape, Stage.Window.Lateness.UPDATE, emit));
            List<Item> items = stream(random, 4 * MINUTE);
            for (Item each : items) {
                stand.take(each);
                if (random.nextInt(20) == 0) {
                    stand.restart();
                }
            }
            stand.noMore();

            // The last result of each window, without those of sessions that have grown into others.
            Map<String, WindowResult> last = new HashMap<>();
            for (WindowResult each : stand.results) {
                last.values()
                        .removeIf(other -> other.key().equals(each.key())
                                && other.start() >= each.start()
                                && other.end() <= each.end());
                last.put(each.key() + " " + each.start(), each);
            }
            assertThat(stand.late).as("seed %d, round %d", seed, round).isEmpty();
            assertThat(last.values().stream().map(WindowsTest::told))
                    .as("seed %d, round %d", seed, round)
                    .containsExactlyInAnyOrderElementsOf(plain(items, shape));
            assertThat(last.values()).allMatch(WindowResult::last);
            assertThat(stand.results.stream()
                            .map(each -> each.key() + each.start() + "-" + each.end() + "#" + each.edition()))
                    .as("seed %d, round %d", seed, round)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void theSlowestLaneIsWaitedForUntilNothingComesFromIt() throws Exception {
        Stand stand = new Stand(rules("tumbling", Stage.Window.Lateness.DROP, Stage.Window.Emit.FINAL));
        stand.take(item(1, A, 30_000));
        stand.take(item(2, A, 5 * MINUTE));
        assertThat(stand.results).isEmpty();

        stand.take(item(3, B, 40_000));
        stand.tick(IDLE - 2);
        assertThat(stand.results).isEmpty();

        stand.take(item(4, A, 5 * MINUTE + 1));
        stand.tick(2);

        assertThat(stand.told()).containsExactly("k 0-60000 [1,3]");
    }

    @Test
    void aLaneIsNotIdleBecauseNobodyWasThereToRead() throws Exception {
        Stand stand = new Stand(rules("tumbling", Stage.Window.Lateness.DROP, Stage.Window.Emit.FINAL));
        stand.take(item(1, A, 30_000));
        stand.take(item(2, B, 30_000));
        stand.tick(1);
        stand.restart();
        stand.clock += 24 * 60 * MINUTE;

        stand.take(item(3, A, 5 * MINUTE));
        stand.take(item(4, B, 35_000));

        assertThat(stand.late).isEmpty();
        assertThat(stand.results).isEmpty();
    }

    @Test
    void whatComesAtOnceAfterAQuietTimeIsInItsWindowsOnWhicheverLaneItComes() throws Exception {
        Stand stand = new Stand(rules("tumbling", Stage.Window.Lateness.DROP, Stage.Window.Emit.FINAL));
        stand.take(item(1, A, 30_000));
        stand.take(item(2, B, 30_000));
        stand.tick(2 * IDLE);

        stand.take(item(4, A, 10 * MINUTE));
        stand.take(item(5, A, 20 * MINUTE));
        stand.take(item(7, B, 10 * MINUTE));
        stand.take(item(8, B, 20 * MINUTE));
        stand.tick(1);

        assertThat(stand.late).isEmpty();
        assertThat(stand.told()).containsExactly("k 0-60000 [1,2]", "k 600000-660000 [4,7]");
    }

    @ParameterizedTest
    @EnumSource(Stage.Window.Lateness.class)
    void windowsEndByTheClockWhenNothingComes(Stage.Window.Lateness late) throws Exception {
        Stand stand = new Stand(rules("session", late, Stage.Window.Emit.FINAL));
        stand.take(item(1, A, 30_000));
        stand.tick(IDLE + 1);
        stand.tick(MINUTE + LATENESS - IDLE - 2);
        assertThat(stand.results).isEmpty();

        stand.tick(1);

        assertThat(stand.told()).containsExactly("k 30000-90000 [1]");
        assertThat(stand.windows.waits()).isEqualTo(late == Stage.Window.Lateness.UPDATE);
        stand.noMore();
        stand.tick(60 * MINUTE);
        assertThat(stand.windows.waits()).isFalse();
    }

    @Test
    void manyWindowsEndInSteps() throws Exception {
        Stand stand = new Stand(rules("tumbling", Stage.Window.Lateness.DROP, Stage.Window.Emit.FINAL));
        for (int i = 0; i < 2 * Windows.MOST_RESULTS + 1; i++) {
            stand.take(new Item(i, "k" + i, A, 0));
        }
        stand.tick(IDLE + 1);
        stand.tick(5 * MINUTE);
        assertThat(stand.results).hasSize(Windows.MOST_RESULTS);
        assertThat(stand.windows.isBehind()).isTrue();

        stand.restart();
        stand.end();

        assertThat(stand.results).hasSize(2 * Windows.MOST_RESULTS + 1);
        assertThat(stand.windows.isBehind()).isFalse();
    }

    @Test
    void aWindowGoesOnAsItBeganWhenTheDocumentIsChanged() throws Exception {
        Stand stand = new Stand(rules("tumbling", Stage.Window.Lateness.DROP, Stage.Window.Emit.FINAL));
        stand.take(item(1, A, 0));
        stand.take(item(2, A, 1));
        stand.end();
        Stage.Window sums = new Stage.Window(
                Optional.of(Duration.ofMinutes(1)),
                Optional.empty(),
                FoldKind.SUM,
                Optional.empty(),
                Optional.empty(),
                1,
                ItemTime.parse("arrival"),
                Duration.ZERO,
                Stage.Window.Lateness.DROP,
                Duration.ofHours(1),
                Stage.Window.Emit.FINAL,
                Duration.ofMillis(IDLE));
        Windows changed = new Windows(sums);
        for (Map.Entry<String, byte[]> each : stand.kept.entrySet()) {
            changed.restore(each.getKey(), each.getValue());
        }
        stand.windows = changed;

        stand.take(item(4, A, 2));
        stand.take(item(5, A, MINUTE));
        stand.noMore();

        assertThat(stand.told()).containsExactly("k 0-60000 [1,2,4]", "k 60000-120000 5");
    }
}
