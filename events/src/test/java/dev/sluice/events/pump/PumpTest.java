package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.pump.Progress.Run;
import dev.sluice.events.pump.Progress.Tries;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PumpTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final long SECOND = 1_000_000_000L;

    private final List<PumpEffect> effects = new ArrayList<>();
    private Pump pump = new Pump(PumpSettings.of(Delivery.ORDERED, 10, 3));
    private long now;

    private void own(Progress progress) {
        pump.assigned(PARTITION, progress, now, effects::add);
        store();
    }

    /** Every commit that was asked for is stored. */
    private void store() {
        for (PumpEffect.Commit commit : taken(PumpEffect.Commit.class)) {
            pump.committed(commit.partition(), commit.number(), true, now, effects::add);
        }
    }

    private <E extends PumpEffect> List<E> taken(Class<E> type) {
        List<E> found =
                effects.stream().filter(type::isInstance).map(type::cast).toList();
        effects.removeAll(found);
        return found;
    }

    /** Records with these keys, from an offset on; {@code -} is none. */
    private void read(long from, String... keys) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String key : keys) {
            byte[] bytes = key.equals("-") ? null : key.getBytes(StandardCharsets.UTF_8);
            records.add(new ConsumerRecord<>("t", 0, from + records.size(), bytes, new byte[100]));
        }
        pump.fetched(PARTITION, records, now, effects::add);
    }

    private static String shown(PumpEffect.Start start) {
        List<String> shown = new ArrayList<>();
        start.attempts().forEach(attempt -> shown.add(attempt.record().offset() + "#" + attempt.number()));
        return String.join(" ", shown);
    }

    private List<String> started() {
        List<PumpEffect.Start> starts = taken(PumpEffect.Start.class);
        underWay.addAll(starts);
        return starts.stream().map(PumpTest::shown).toList();
    }

    private final List<PumpEffect.Start> underWay = new ArrayList<>();

    private void end(long offset, Settlement settlement) {
        end(offset, new Verdict(settlement, "it threw"));
    }

    private void end(long offset, Verdict verdict) {
        PumpEffect.Start start = underWay.stream()
                .filter(each -> each.attempts().getFirst().record().offset() == offset)
                .findFirst()
                .orElseThrow();
        underWay.remove(start);
        List<Verdict> verdicts = Collections.nCopies(start.attempts().size(), verdict);
        pump.ended(start.work(), verdicts, now, effects::add);
    }

    private void pass(Duration time) {
        now += time.toNanos();
        pump.tick(now, effects::add);
    }

    private static Settlement retry(Duration after, boolean counts) {
        return new Settlement.Retry(after, counts);
    }

    @Test
    void nothingBeginsBeforeItIsCommittedWhatMayBegin() {
        pump.assigned(PARTITION, Progress.at(5), now, effects::add);
        read(5, "a");
        assertThat(started()).isEmpty();
        assertThat(effects)
                .contains(new PumpEffect.Commit(
                        PARTITION, 1, new Progress(5, OptionalLong.of(10_005), List.of(), List.of())));
        store();
        assertThat(started()).containsExactly("5#1");
    }

    @Test
    void aCommitThatWasDecidedBeforeThePartitionWasAwayIsNoneAnyMore() {
        pump.assigned(PARTITION, Progress.at(0), now, effects::add);
        long before = taken(PumpEffect.Commit.class).getFirst().number();
        assertThat(pump.awaits(PARTITION, before)).isTrue();

        pump.lost(PARTITION, now, effects::add);
        assertThat(pump.awaits(PARTITION, before)).isFalse();
        pump.assigned(PARTITION, Progress.at(7), now, effects::add);
        long after = taken(PumpEffect.Commit.class).getFirst().number();

        assertThat(pump.awaits(PARTITION, before)).isFalse();
        assertThat(pump.awaits(PARTITION, after)).isTrue();
        pump.committed(PARTITION, after, true, now, effects::add);
        assertThat(pump.awaits(PARTITION, after)).isFalse();
    }

    @Test
    void offsetsWithoutARecordArePassedWhenAllBeforeThemIsDone() {
        own(Progress.at(0));
        read(0, "a", "b");
        started();
        end(1, new Settlement.Done());
        pump.reached(PARTITION, 9, now, effects::add);
        assertThat(pump.position(PARTITION)).hasValue(0);
        end(0, new Settlement.Done());
        assertThat(pump.position(PARTITION)).hasValue(9);
        pump.reached(PARTITION, 12, now, effects::add);
        pump.reached(PARTITION, 10, now, effects::add);
        assertThat(pump.position(PARTITION)).hasValue(12);
        pass(Duration.ofMillis(200));
        assertThat(taken(PumpEffect.Commit.class).getLast().progress().position())
                .isEqualTo(12);
        read(12, "a");
        assertThat(started()).containsExactly("12#1");
    }

    @Test
    void theFirstOfEachKeyRunsAndThoseWithoutAKeyAllDo() {
        own(Progress.at(0));
        read(0, "a", "a", "b", "-", "-");
        assertThat(started()).containsExactly("0#1", "2#1", "3#1", "4#1");
        end(0, new Settlement.Done());
        assertThat(started()).containsExactly("1#1");
    }

    @Test
    void withoutOrderAllRun() {
        pump = new Pump(PumpSettings.of(Delivery.ELASTIC, 10, 3));
        own(Progress.at(0));
        read(0, "a", "a", "a");
        assertThat(started()).containsExactly("0#1", "1#1", "2#1");
    }

    @Test
    void onlyWhatRunsTakesAPermit() {
        pump = new Pump(PumpSettings.of(Delivery.ORDERED, 2, 3));
        own(Progress.at(0));
        read(0, "a", "a", "a", "b", "c");
        assertThat(started()).containsExactly("0#1", "3#1");
        end(3, retry(Duration.ofHours(1), true));
        assertThat(started()).containsExactly("4#1");
    }

    @Test
    void progressTellsWhatIsDoneAheadAndWhatWasTried() {
        own(Progress.at(0));
        read(0, "a", "b", "c", "d", "e");
        started();
        end(0, retry(Duration.ofHours(1), true));
        end(1, new Settlement.Done());
        end(2, new Settlement.Done());
        end(4, new Settlement.Done());
        pass(Duration.ofMillis(200));
        assertThat(taken(PumpEffect.Commit.class).getLast().progress())
                .isEqualTo(new Progress(
                        0,
                        OptionalLong.of(10_000),
                        List.of(new Run(1, 3), new Run(4, 5)),
                        List.of(new Tries(0, 1, 1, 0), new Tries(3, 1, 1, 0))));
    }

    @Test
    void whatWasToldIsNotRunAgainAndAttemptsGoOnCounting() {
        own(new Progress(
                0, OptionalLong.of(6), List.of(new Run(1, 3)), List.of(new Tries(0, 2, 1, 30), new Tries(4, 7, 3, 0))));
        read(0, "a", "b", "c", "d", "e", "f", "g");
        // 6 lies beyond what may have been begun; the others are told before they are.
        assertThat(started()).containsExactly("6#1");
        assertThat(taken(PumpEffect.Bury.class)).singleElement().satisfies(bury -> {
            assertThat(bury.attempt().record().offset()).isEqualTo(4);
            assertThat(bury.reason()).isEqualTo(Settlement.ATTEMPTS);
            assertThat(bury.attempt().number()).isEqualTo(7);
        });
        PumpEffect.Commit told = taken(PumpEffect.Commit.class).getLast();
        assertThat(told.progress().tried())
                .containsExactly(
                        new Tries(0, 3, 2, 30),
                        new Tries(3, 2, 1, 0),
                        new Tries(4, 7, 3, 0),
                        new Tries(5, 2, 1, 0),
                        new Tries(6, 1, 1, 0));
        pump.committed(PARTITION, told.number(), true, now, effects::add);
        assertThat(started()).containsExactly("0#3", "3#2", "5#2");
    }

    @Test
    void attemptsThatDoNotReachTheCodeStopAllForAWhileAndThenOneTriesFirst() {
        own(Progress.at(0));
        read(0, "a", "b", "c", "d");
        started();
        for (long offset = 0; offset < 4; offset++) {
            end(offset, retry(Duration.ofMillis(1), false));
        }
        pass(Duration.ofMillis(500));
        store();
        assertThat(started()).isEmpty();
        assertThat(pump.report(now).outage()).hasValueSatisfying(outage -> {
            assertThat(outage.reason()).isEqualTo("it threw");
            assertThat(outage.lasts()).isEqualTo(Duration.ofMillis(500));
        });
        assertThat(pump.nextTick()).isEqualTo(SECOND);
        pass(Duration.ofMillis(500));
        assertThat(started()).containsExactly("0#2");
        end(0, retry(Duration.ofMillis(1), false));
        pass(Duration.ofMillis(1_999));
        assertThat(started()).isEmpty();
        pass(Duration.ofMillis(2));
        assertThat(started()).hasSize(1);
        end(underWay.getFirst().attempts().getFirst().record().offset(), new Settlement.Done());
        assertThat(started()).hasSize(3);
        assertThat(pump.report(now).outage()).isEmpty();
    }

    @Test
    void aBatchHasNoTwoOfOneKeyAndWaitsForMore() {
        pump = new Pump(new PumpSettings(
                Delivery.ORDERED, 10, 3, Duration.ofMillis(50), 3, PumpSettings.Bounds.USUAL, OnOutage.DEAD_LETTER));
        own(Progress.at(0));
        read(0, "a", "a", "b", "c", "d");
        assertThat(started()).containsExactly("0#1 2#1 3#1");
        assertThat(pump.nextTick()).isEqualTo(Duration.ofMillis(50).toNanos());
        pass(Duration.ofMillis(50));
        assertThat(started()).containsExactly("4#1");
    }

    @Test
    void aDeadRecordIsDoneWhenItIsKeptAndIsAskedForAgainIfNot() {
        own(Progress.at(0));
        read(0, "a", "a");
        started();
        end(0, new Settlement.Dead("refused"));
        PumpEffect.Bury bury = taken(PumpEffect.Bury.class).getFirst();
        pump.buried(bury.work(), Optional.of("There is no room."), now, effects::add);
        assertThat(pump.report(now).lastError()).isEqualTo("There is no room.");
        assertThat(started()).isEmpty();
        pass(Duration.ofSeconds(1));
        PumpEffect.Bury again = taken(PumpEffect.Bury.class).getFirst();
        assertThat(again.attempt().number()).isEqualTo(1);
        pump.buried(again.work(), Optional.empty(), now, effects::add);
        assertThat(started()).containsExactly("1#1");
        assertThat(pump.report(now).buried()).isEqualTo(1);
    }

    @Test
    void readsNoMoreThanItHoldsUntilHalfOfThatIsDone() {
        PumpSettings.Bounds bounds =
                new PumpSettings.Bounds(4, 1 << 20, 100, Duration.ofMillis(200), Duration.ofHours(1));
        pump = new Pump(new PumpSettings(Delivery.ORDERED, 1, 1, Duration.ZERO, 3, bounds, OnOutage.DEAD_LETTER));
        own(Progress.at(0));
        read(0, "-", "-", "-");
        assertThat(pump.wants(PARTITION)).isTrue();
        read(3, "-");
        assertThat(pump.wants(PARTITION)).isFalse();
        assertThat(taken(PumpEffect.Fetch.class)).hasSize(1);
        for (int i = 0; i < 3; i++) {
            assertThat(pump.wants(PARTITION)).isFalse();
            started();
            end(i, new Settlement.Done());
        }
        assertThat(pump.wants(PARTITION)).isTrue();
        assertThat(taken(PumpEffect.Fetch.class)).hasSize(1);
    }

    @Test
    void whatLiesBeyondTheHorizonKeepsNothingBackThatIsTriedAgain() {
        PumpSettings.Bounds bounds =
                new PumpSettings.Bounds(100, 1 << 20, 3, Duration.ofMillis(200), Duration.ofHours(1));
        pump = new Pump(new PumpSettings(Delivery.ORDERED, 10, 1, Duration.ZERO, 3, bounds, OnOutage.DEAD_LETTER));
        own(Progress.at(0));
        read(0, "a", "b", "c", "d", "e");
        assertThat(started()).containsExactly("0#1", "1#1", "2#1");
        end(1, new Settlement.Done());
        end(2, new Settlement.Done());
        end(0, retry(Duration.ofSeconds(1), true));
        store();
        pass(Duration.ofSeconds(1));
        store();
        assertThat(started()).containsExactly("0#2");
        end(0, new Settlement.Done());
        pass(Duration.ofMillis(200));
        store();
        assertThat(started()).containsExactly("3#1", "4#1");
    }

    @Test
    void aPartitionThatIsGivenBackInPeaceLeavesNothingUntold() {
        own(Progress.at(0));
        read(0, "a", "b", "c");
        started();
        end(1, new Settlement.Done());
        pump.closing(PARTITION, now, effects::add);
        assertThat(taken(PumpEffect.Drained.class)).isEmpty();
        end(0, retry(Duration.ofSeconds(1), true));
        end(2, new Settlement.Done());
        assertThat(taken(PumpEffect.Drained.class)).hasSize(1);
        assertThat(pump.handOver(PARTITION, now, effects::add))
                .isEqualTo(
                        new Progress(0, OptionalLong.empty(), List.of(new Run(1, 3)), List.of(new Tries(0, 1, 1, 0))));
    }

    @Test
    void whatStillRunsOfAPartitionThatComesBackKeepsItFromBeginning() {
        own(Progress.at(0));
        read(0, "a");
        started();
        pump.lost(PARTITION, now, effects::add);
        own(Progress.at(0));
        read(0, "a");
        assertThat(started()).isEmpty();
        end(0, new Settlement.Done());
        assertThat(started()).containsExactly("0#1");
    }

    @Test
    void nothingBeginsWhileItIsHeld() {
        own(Progress.at(0));
        pump.hold(true, now, effects::add);
        read(0, "a");
        assertThat(started()).isEmpty();
        pump.hold(false, now, effects::add);
        assertThat(started()).containsExactly("0#1");
    }

    private static PumpSettings pausing(int concurrency, int batch) {
        return new PumpSettings(
                Delivery.ELASTIC, concurrency, batch, Duration.ZERO, 2, PumpSettings.Bounds.USUAL, OnOutage.PAUSE);
    }

    private static String[] keys(int count) {
        return Collections.nCopies(count, "-").toArray(String[]::new);
    }

    @Test
    void whereMostFailInTheCodeNothingCountsAndOneAtATimeIsTried() {
        pump = new Pump(pausing(11, 1));
        own(Progress.at(0));
        read(0, keys(30));
        assertThat(started()).hasSize(11);
        for (int offset = 0; offset < 10; offset++) {
            end(offset, retry(Duration.ofSeconds(10), true));
        }
        assertThat(pump.report(now).outage()).isEmpty();
        end(10, retry(Duration.ofSeconds(10), true));
        assertThat(pump.report(now).outage().orElseThrow().reason())
                .isEqualTo("Of the last 20 records 11 failed in the function. The last one: it threw");
        assertThat(started()).hasSize(10);

        // What was under way fails as well, and has used up its attempts: it waits all the same.
        for (int offset = 11; offset < 21; offset++) {
            end(offset, new Settlement.Dead(Settlement.ATTEMPTS));
        }
        assertThat(taken(PumpEffect.Bury.class)).isEmpty();
        assertThat(started()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(started()).containsExactly("21#1");
        end(21, retry(Duration.ofSeconds(10), true));
        pass(Duration.ofMillis(1_999));
        assertThat(started()).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(started()).containsExactly("22#1");

        // One after the other from the first that goes well, until most of the last do.
        for (int offset = 22; offset < 29; offset++) {
            end(offset, new Settlement.Done());
            assertThat(started()).containsExactly(offset + 1 + "#1");
        }
        end(29, new Settlement.Done());
        pass(Duration.ofSeconds(20));
        for (int i = 0; i < 2; i++) {
            assertThat(started()).hasSize(1);
            end(underWay.getFirst().attempts().getFirst().record().offset(), new Settlement.Done());
        }
        assertThat(pump.report(now).outage()).isEmpty();
        assertThat(started()).hasSize(11);
        assertThat(underWay).allSatisfy(start -> {
            Attempt attempt = start.attempts().getFirst();
            assertThat(attempt.counted()).isEqualTo(attempt.record().offset() < 10 ? 1 : 0);
        });
        assertThat(taken(PumpEffect.Bury.class)).isEmpty();
    }

    @Test
    void whatIsDoneWithoutATryDoesNotEndAnOutage() {
        pump = new Pump(pausing(3, 1));
        own(Progress.at(0));
        read(0, keys(10));
        assertThat(started()).hasSize(3);
        for (int offset = 0; offset < 3; offset++) {
            end(offset, retry(Duration.ofSeconds(100), false));
        }
        assertThat(started()).as("before the third has failed").containsExactly("3#1", "4#1");
        end(3, Verdict.UNTRIED);
        end(4, Verdict.UNTRIED);
        assertThat(pump.report(now).outage()).isPresent();
        assertThat(started()).isEmpty();
        pass(Duration.ofSeconds(1));

        for (int offset = 5; offset < 8; offset++) {
            assertThat(started()).containsExactly(offset + "#1");
            end(offset, Verdict.UNTRIED);
            assertThat(pump.report(now).outage()).isPresent();
        }
        assertThat(pump.report(now).done()).isEqualTo(5);
        assertThat(started()).containsExactly("8#1");
        end(8, new Settlement.Done());
        assertThat(pump.report(now).outage()).isEmpty();
    }

    @Test
    void anOutageTakesTheEventsOfABatchOneByOne() {
        pump = new Pump(pausing(1, 15));
        own(Progress.at(0));
        read(0, keys(16));
        assertThat(started()).hasSize(1);
        end(0, retry(Duration.ofMillis(1), true));
        assertThat(pump.report(now).outage()).isPresent();
        pass(Duration.ofSeconds(1));
        assertThat(started()).containsExactly("15#1");
    }

    @Test
    void aFewThatFailAgainAndAgainAreNoOutage() {
        pump = new Pump(pausing(30, 1));
        own(Progress.at(0));
        read(0, keys(30));
        started();
        for (int offset = 0; offset < 30; offset++) {
            end(offset, offset % 2 == 1 ? retry(Duration.ofMillis(1), true) : new Settlement.Done());
        }
        pass(Duration.ofMillis(1));
        assertThat(started()).hasSize(15);
        for (int offset = 1; offset < 30; offset += 2) {
            end(offset, new Settlement.Dead(Settlement.ATTEMPTS));
        }
        assertThat(taken(PumpEffect.Bury.class)).hasSize(15);
        assertThat(pump.report(now).outage()).isEmpty();
    }

    @Test
    void whatIsRefusedIsNoFailure() {
        pump = new Pump(pausing(30, 1));
        own(Progress.at(0));
        read(0, keys(30));
        started();
        for (int offset = 0; offset < 30; offset++) {
            end(offset, new Settlement.Dead(Settlement.REFUSED));
        }
        assertThat(taken(PumpEffect.Bury.class)).hasSize(30);
    }

    private void readOf(String topic, int count) {
        TopicPartition partition = new TopicPartition(topic, 0);
        pump.assigned(partition, Progress.at(0), now, effects::add);
        store();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new ConsumerRecord<>(topic, 0, i, null, new byte[100]));
        }
        pump.fetched(partition, records, now, effects::add);
    }

    /** The topics of what begins, one after the other, in the order in which it does. */
    private String begun(int count) {
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < count; i++) {
            PumpEffect.Start start = taken(PumpEffect.Start.class).getFirst();
            order.append(start.attempts().getFirst().record().topic());
            pump.ended(start.work(), List.of(Verdict.DONE), now, effects::add);
        }
        return order.toString();
    }

    private static Turns byWeight(Map<String, Integer> weights) {
        return new Turns() {
            @Override
            public List<Share> of(TopicPartition partition) {
                int weight = weights.getOrDefault(partition.topic(), 1);
                return List.of(new Share("weight " + weight, weight));
            }
        };
    }

    @Test
    void topicsOfGreaterWeightHaveMoreTurnsAndNoneWaitsForEver() {
        pump = new Pump(PumpSettings.of(Delivery.ELASTIC, 1, 3).in(byWeight(Map.of("a", 4, "b", 2))));
        readOf("c", 10);
        readOf("d", 10);
        readOf("b", 10);
        readOf("a", 10);
        begun(1);

        assertThat(begun(14)).isEqualTo("abacabaabadaba");
        begun(7);
        assertThat(begun(18)).as("what is left").matches("[bcd]+").contains("cd");
    }

    /** The first character of a key says whose record it is. */
    private static final Turns BY_KEY = new Turns() {
        @Override
        public Share of(ConsumerRecord<byte[], byte[]> record) {
            String key = new String(record.key(), StandardCharsets.UTF_8).substring(0, 1);
            return new Share(key, key.equals("g") ? 4 : 1);
        }
    };

    /** The keys of what begins, one after the other. */
    private List<String> begunKeys(int count) {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PumpEffect.Start start = taken(PumpEffect.Start.class).getFirst();
            order.add(new String(start.attempts().getFirst().record().key(), StandardCharsets.UTF_8));
            pump.ended(start.work(), List.of(Verdict.DONE), now, effects::add);
        }
        return order;
    }

    @Test
    void recordsOfAPartitionThatAreHeldBeginInTurnsOfWhoseTheyAre() {
        pump = new Pump(PumpSettings.of(Delivery.ORDERED, 1, 3).in(BY_KEY));
        own(Progress.at(0));
        read(0, "a1", "a2", "a3", "a4", "a5", "a6", "b1", "b2", "c1");

        assertThat(begunKeys(9)).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4", "a5", "a6");
    }

    private void readInto(int number, String... keys) {
        TopicPartition partition = new TopicPartition("t", number);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String key : keys) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            records.add(new ConsumerRecord<>("t", number, records.size(), bytes, new byte[100]));
        }
        pump.fetched(partition, records, now, effects::add);
    }

    @Test
    void whoHasRecordsInSeveralPartitionsHasTheTurnsOfOne() {
        pump = new Pump(PumpSettings.of(Delivery.ORDERED, 1, 3).in(BY_KEY));
        pump.hold(true, now, effects::add);
        for (int number = 0; number < 3; number++) {
            pump.assigned(new TopicPartition("t", number), Progress.at(0), now, effects::add);
        }
        store();
        readInto(0, "a1", "a2", "a3", "b1", "b2");
        readInto(1, "a4", "a5", "a6", "a7", "a8");
        readInto(2, "a9", "b3");
        pump.hold(false, now, effects::add);

        assertThat(String.join("", begunKeys(6)).replaceAll("\\d", "")).isEqualTo("ababab");
        // What a partition had that is lost does not count any more: of the other two all begins.
        pump.lost(new TopicPartition("t", 0), now, effects::add);
        begunKeys(1);
        assertThat(begunKeys(3)).allMatch(key -> key.startsWith("a"));
    }

    @Test
    void whoHasAGreaterWeightHasMoreTurnsAndWhoComesLaterSavesNoneUp() {
        pump = new Pump(PumpSettings.of(Delivery.ORDERED, 1, 3).in(BY_KEY));
        own(Progress.at(0));
        read(0, "a1", "a2", "a3", "a4", "g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8");

        assertThat(begunKeys(7)).containsExactly("a1", "g1", "g2", "g3", "g4", "a2", "g5");
        read(12, "b1", "b2", "b3");
        assertThat(begunKeys(8)).containsExactly("g6", "b1", "g7", "g8", "a3", "b2", "a4", "b3");
    }
}
