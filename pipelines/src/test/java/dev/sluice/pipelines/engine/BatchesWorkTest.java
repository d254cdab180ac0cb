package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.partition.Step;
import dev.sluice.pipelines.engine.BatchRecords.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class BatchesWorkTest {

    private static final Instant NOW = Instant.parse("2026-11-29T22:00:00Z");

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final BatchesWork.Reading kept = new BatchesWork.Reading();
    private final List<String> told = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private Instant now = NOW;
    private final BatchesWork work = new BatchesWork(() -> now, "failed", List.of("made.rerun"));

    private void run(List<ProducerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        records.forEach(record -> read.add(ReadAgain.at(0, record)));
        Step step = new Step("kept", 0);
        work.run(read, step);
        work.tick(step);
        for (ProducerRecord<byte[], byte[]> record : step.records()) {
            if (record.topic().equals("made.rerun")) {
                ended.add(BatchRecords.batch(record.key()));
            } else if (record.topic().equals("failed")) {
                BatchRecords.read(ReadAgain.at(0, record))
                        .ifPresent(said -> told.add(BatchRecords.batch(record.key()) + " " + said));
            } else {
                kept.take(ReadAgain.at(0, record));
            }
        }
    }

    @Test
    void aBatchIsToldFromItsBeginToDaysAfterItsEnd() {
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.STORED, 2),
                BatchRecords.count("batches", "b", 2)));
        BatchStanding open = kept.of("b").orElseThrow();
        assertThat(open.state()).isEqualTo(BatchStanding.State.OPEN);
        assertThat(open.stored()).isEqualTo(2);
        assertThat(open.underWay()).isEqualTo(3);

        Missing missing = new Missing("b/1", "resize", "attempts_exhausted");
        run(List.of(
                BatchRecords.event("batches", "b", Event.CLOSED, 0),
                BatchRecords.count("batches", "b", -2),
                BatchRecords.missing("batches", "b", missing)));
        assertThat(kept.of("b").orElseThrow().state()).isEqualTo(BatchStanding.State.CLOSED);

        run(List.of(BatchRecords.count("batches", "b", -1)));
        BatchStanding over = kept.of("b").orElseThrow();
        assertThat(over.state()).isEqualTo(BatchStanding.State.FAILED);
        assertThat(over.ended()).contains(NOW);
        assertThat(over.failures()).containsExactly(missing);

        run(List.of(BatchRecords.event("batches", "b", Event.CANCELLED, 0)));
        assertThat(kept.of("b").orElseThrow().state()).isEqualTo(BatchStanding.State.FAILED);

        now = NOW.plus(BatchesWork.KEPT).plusMillis(1);
        run(List.of());
        assertThat(kept.all()).isEmpty();
    }

    @Test
    void oneThatIsOverGoesOnWhenItsItemsAreRetried() {
        Missing one = new Missing("b/1", "resize", "attempts_exhausted");
        Missing other = new Missing("b/2", "resize", "attempts_exhausted");
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.CLOSED, 0),
                BatchRecords.missing("batches", "b", one),
                BatchRecords.missing("batches", "b", other),
                BatchRecords.count("batches", "b", -1)));
        assertThat(kept.of("b").orElseThrow().isOver()).isTrue();

        run(List.of(BatchRecords.retried("batches", "b", one), BatchRecords.count("batches", "b", 1)));
        BatchStanding again = kept.of("b").orElseThrow();
        assertThat(again.state()).isEqualTo(BatchStanding.State.CLOSED);
        assertThat(again.ended()).isEmpty();
        assertThat(again.underWay()).isEqualTo(1);
        assertThat(again.failures()).containsExactly(other);

        run(List.of(
                BatchRecords.retried("batches", "b", other),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.missing("batches", "b", one),
                BatchRecords.count("batches", "b", -2)));
        BatchStanding over = kept.of("b").orElseThrow();
        assertThat(over.state()).isEqualTo(BatchStanding.State.FAILED);
        assertThat(over.failures()).containsExactly(one);
    }

    @Test
    void howOftenJoinsHaveOpenedIsToldAlsoWhenItIsOverAndGoesOn() {
        BatchRecords.Said.Edition second = new BatchRecords.Said.Edition("sheet", 2);
        run(List.of(
                BatchRecords.count("batches", "b", 1),
                BatchRecords.edition("batches", "b", new BatchRecords.Said.Edition("sheet", 1)),
                BatchRecords.edition("batches", "b", new BatchRecords.Said.Edition("all", 1)),
                BatchRecords.count("batches", "b", -1)));
        assertThat(kept.of("b").orElseThrow().editions()).isEqualTo(Map.of("all", 1L, "sheet", 1L));

        run(List.of(
                BatchRecords.retried("batches", "b", new Missing("b/1", "resize", "attempts_exhausted")),
                BatchRecords.count("batches", "b", 2),
                BatchRecords.edition("batches", "b", second),
                BatchRecords.count("batches", "b", -1)));

        BatchStanding again = kept.of("b").orElseThrow();
        assertThat(again.isOver()).isFalse();
        assertThat(again.editions()).isEqualTo(Map.of("all", 1L, "sheet", 2L));
    }

    @Test
    void howFastItGoesIsCountedOverTheLastSeconds() {
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.STORED, 1000),
                BatchRecords.count("batches", "b", 1000)));
        assertThat(rate()).isEmpty();
        for (int second = 1; second <= 20; second++) {
            now = NOW.plusSeconds(second);
            run(List.of(BatchRecords.count("batches", "b", second <= 10 ? -20 : -5)));
        }

        assertThat(rate()).hasValueCloseTo(5.0, Percentage.withPercentage(1));
        assertThat(kept.of("b").orElseThrow().timeLeft(now))
                .as("items may come still")
                .isEmpty();
        run(List.of(BatchRecords.event("batches", "b", Event.CLOSED, 0), BatchRecords.count("batches", "b", -1)));
        assertThat(kept.of("b").orElseThrow().underWay()).isEqualTo(750);
        assertThat(kept.of("b").orElseThrow().timeLeft(now).orElseThrow())
                .isCloseTo(Duration.ofSeconds(150), TEN_SECONDS);

        now = NOW.plusSeconds(120);
        assertThat(rate().orElseThrow()).as("nothing comes any more").isLessThan(0.6);
        run(List.of(BatchRecords.count("batches", "b", -750)));
        assertThat(rate()).as("it is over").isEmpty();
        assertThat(kept.of("b").orElseThrow().timeLeft(now)).isEmpty();
    }

    @Test
    void theTimeBeforeARetryDoesNotCount() {
        Missing one = new Missing("b/1", "resize", "attempts_exhausted");
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.CLOSED, 0),
                BatchRecords.missing("batches", "b", one),
                BatchRecords.count("batches", "b", -1)));
        now = NOW.plusSeconds(50_000);
        run(List.of(BatchRecords.retried("batches", "b", one), BatchRecords.count("batches", "b", 4)));
        now = now.plusSeconds(2);
        run(List.of(BatchRecords.count("batches", "b", -2)));

        assertThat(rate()).hasValueCloseTo(1.0, Percentage.withPercentage(1));
        assertThat(kept.of("b").orElseThrow().timeLeft(now)).contains(Duration.ofSeconds(2));
    }

    @Test
    void whatABuildBeforeHasKeptIsRead() {
        BatchStanding read =
                BatchStanding.read("b", "1 CLOSED 3 2 0 1764453600000 - ".getBytes(StandardCharsets.UTF_8));

        assertThat(read.underWay()).isEqualTo(2);
        assertThat(read.rate(now)).isEmpty();
    }

    private OptionalDouble rate() {
        return kept.of("b").orElseThrow().rate(now);
    }

    @Test
    void whatIsStoredAndNotCountedYetIsUnderWay() {
        BatchStanding known =
                BatchStanding.begun("b", NOW).storing(2).counting(3).knowing(5);

        assertThat(known.stored()).isEqualTo(5);
        assertThat(known.underWay()).isEqualTo(6);
        assertThat(known.endedAt(NOW).knowing(7).underWay()).isEqualTo(6);
    }

    @Test
    void oneThatIsGivenUpStaysSo() {
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.CANCELLED, 0),
                BatchRecords.event("batches", "b", Event.CLOSED, 0)));
        assertThat(kept.of("b").orElseThrow().state()).isEqualTo(BatchStanding.State.CANCELLED);

        run(List.of(BatchRecords.count("batches", "b", -1)));
        assertThat(kept.of("b").orElseThrow().state()).isEqualTo(BatchStanding.State.FAILED);
        assertThat(kept.of("b").orElseThrow().givenUp()).isTrue();
    }

    @Test
    void oneWithoutItemsEndsWhenItIsClosed() {
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.CLOSED, 0),
                BatchRecords.count("batches", "b", -1)));

        assertThat(kept.of("b").orElseThrow().state()).isEqualTo(BatchStanding.State.DONE);
    }

    private void run(Event event) {
        run(List.of(BatchRecords.event("batches", "b", event, 0)));
    }

    @Test
    void aPauseIsToldOnceUntilTheBatchGoesOnOrIsOver() {
        run(List.of(BatchRecords.event("batches", "b", Event.OPENED, 0), BatchRecords.count("batches", "b", 2)));
        run(Event.PAUSED);
        run(Event.PAUSED);
        assertThat(kept.of("b").orElseThrow().paused()).isTrue();
        run(Event.CLOSED);
        assertThat(kept.of("b").orElseThrow().paused()).as("it may be closed").isTrue();
        run(Event.RESUMED);
        run(Event.RESUMED);
        assertThat(kept.of("b").orElseThrow().paused()).isFalse();
        assertThat(told).containsExactly("b Told[event=PAUSED, items=0]", "b Told[event=RESUMED, items=0]");

        told.clear();
        run(Event.PAUSED);
        run(List.of(BatchRecords.count("batches", "b", -2)));
        assertThat(kept.of("b").orElseThrow().paused()).isFalse();
        run(Event.PAUSED);
        assertThat(told).containsExactly("b Told[event=PAUSED, items=0]", "b Told[event=RESUMED, items=0]");
    }

    @Test
    void whatIsToldOfABatchThatIsNotKnownAnyMoreMakesNone() {
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.CLOSED, 0),
                BatchRecords.count("batches", "b", -1)));
        now = NOW.plus(BatchesWork.KEPT).plusMillis(1);
        run(List.of());

        run(Event.PAUSED);
        run(Event.RESUMED);
        run(Event.CANCELLED);

        assertThat(kept.all()).isEmpty();
        assertThat(told).isEmpty();
        run(Event.OPENED);
        assertThat(kept.of("b").orElseThrow().state()).as("a new one").isEqualTo(BatchStanding.State.OPEN);
    }

    @Test
    void aBatchThatIsGivenUpIsNotPaused() {
        run(List.of(BatchRecords.event("batches", "b", Event.OPENED, 0), BatchRecords.count("batches", "b", 2)));
        run(Event.PAUSED);
        run(Event.CANCELLED);
        run(Event.PAUSED);

        assertThat(kept.of("b").orElseThrow().paused()).isFalse();
        assertThat(told).containsExactly("b Told[event=PAUSED, items=0]");
    }

    @Test
    void whoKeepsWhatABatchHadIsToldWhenItIsOver() {
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.CLOSED, 0)));
        assertThat(ended).isEmpty();

        run(List.of(BatchRecords.count("batches", "b", -1)));

        assertThat(ended).containsExactly("b");
    }

    @Test
    void aReRunSaysOfWhatItIsOne() {
        Rerun rerun = new Rerun("a", "resize");
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.rerunOf("batches", "b", rerun),
                BatchRecords.count("batches", "b", 1)));

        BatchStanding kept = this.kept.of("b").orElseThrow();
        assertThat(kept.rerun()).contains(rerun);
        assertThat(kept.counting(-1)
                        .storing(1)
                        .failing()
                        .pausing(true)
                        .retrying()
                        .endedAt(NOW)
                        .rerun())
                .contains(rerun);
    }
}
