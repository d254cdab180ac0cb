package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.Binding;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.ConsumerReport.Standing;
import dev.sluice.events.pump.Keeping;
import dev.sluice.events.pump.PumpReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What people read of a trigger that does not run. */
class TriggerStateTest {

    private static final Standing READING = new Standing.Reading();

    private boolean hasFunction = true;
    private Optional<PumpReport.Outage> outage = Optional.empty();
    private final SortedMap<String, Keeping> topics = new TreeMap<>();

    private TriggerState stateOf(Map<String, Object> spec, Standing standing) {
        TriggerSettings settings = ((Binding.Bound<TriggerSettings>) TriggerSettings.KIND.readSpec(spec)).settings();
        ConsumerReport report =
                new ConsumerReport(standing, List.of(), new PumpReport(outage, 0, 0, 0, 0, 0, ""), List.of(), topics);
        return TriggerState.of(settings, hasFunction, report, Optional.empty());
    }

    private String state(Map<String, Object> spec, Standing standing) {
        TriggerState state = stateOf(spec, standing);
        return state.word() + ": " + state.detail();
    }

    private String ofTopic(Standing standing) {
        return state(Map.of("function", "ship", "topic", "orders"), standing);
    }

    @Test
    void oneThatReadsRuns() {
        assertThat(ofTopic(READING)).isEqualTo("running: ");
    }

    @Test
    void aTopicThatIsMissingIsNamed() {
        assertThat(ofTopic(new Standing.NoTopic(List.of("orders"))))
                .isEqualTo("waiting_for_topic: There is no topic orders: create it.");
    }

    @Test
    void aPatternThatMatchesNothingSaysSo() {
        assertThat(state(
                        Map.of("function", "ship", "topic", Map.of("pattern", "orders-*")),
                        new Standing.NoTopic(List.of())))
                .isEqualTo("waiting_for_topic: No topic has a name like that: create one.");
    }

    @Test
    void whereNothingWasPublishedYetNothingIsMissing() {
        assertThat(state(
                        Map.of("function", "ship", "events", Map.of()), new Standing.NoTopic(List.of("sluice.events"))))
                .isEqualTo("running: ");
    }

    @Test
    void aFunctionThatIsMissingIsNamedWhateverElseIsWrong() {
        hasFunction = false;
        assertThat(ofTopic(new Standing.Away("Kafka does not answer.")))
                .isEqualTo("waiting_for_function: There is no function 'ship': deploy it. What comes meanwhile waits.");
    }

    @Test
    void whyKafkaIsAwayIsSaid() {
        assertThat(ofTopic(new Standing.Away("The broker starts.")))
                .isEqualTo("waiting_for_broker: The broker starts.");
    }

    @Test
    void anOutageSaysWhy() {
        outage = Optional.of(new PumpReport.Outage("No instance could be started.", Duration.ofSeconds(3)));
        assertThat(ofTopic(READING)).isEqualTo("outage: No instance could be started.");
    }

    @Test
    void aPauseThatSomebodyWantedComesFirst() {
        hasFunction = false;
        assertThat(state(Map.of("function", "ship", "topic", "orders", "paused", true), READING))
                .isEqualTo("paused: Its spec says so; what comes meanwhile waits.");
    }

    private List<String> notices(Map<String, Object> more) {
        Map<String, Object> spec = new HashMap<>(more);
        spec.put("function", "ship");
        spec.put("topic", "orders");
        return stateOf(spec, READING).notices();
    }

    @Test
    void aRetentionThatIsShorterThanTheTimeForWhichARecordIsTriedIsTold() {
        topics.put("orders", new Keeping(Optional.of(Duration.ofHours(1)), Optional.empty()));
        assertThat(notices(Map.of()))
                .containsExactly("The topic orders keeps records for 1h, and one is tried for up to 1d (retry.age):"
                        + " Kafka may delete it before that. Keep records for longer, or try them for less.");
        assertThat(notices(Map.of("retry", Map.of("age", "1h")))).isEmpty();
    }

    @Test
    void ofATriggerThatDoesNotRunIsToldWhenWhatWaitsIsDeleted() {
        topics.put("orders", new Keeping(Optional.of(Duration.ofDays(7)), Optional.empty()));
        List<String> told = List.of("The topic orders keeps records for 7d:"
                + " what waits for longer while the trigger does not run is deleted unread.");
        assertThat(notices(Map.of())).isEmpty();
        assertThat(notices(Map.of("paused", true))).isEqualTo(told);
        hasFunction = false;
        assertThat(notices(Map.of())).isEqualTo(told);
    }

    @Test
    void aTopicThatKeepsSoManyBytesMayDeleteAtAnyTime() {
        topics.put("orders", new Keeping(Optional.empty(), Optional.of(1_000_000L)));
        assertThat(notices(Map.of()))
                .containsExactly(
                        "The topic orders keeps 1000000 bytes of each partition at most: records that wait can be"
                                + " deleted at any age, when more come. Raise its retention.bytes if none may be lost.");
    }

    @Test
    void whatIsKeptForEverIsNotTold() {
        topics.put("orders", new Keeping(Optional.empty(), Optional.empty()));
        assertThat(notices(Map.of("paused", true))).isEmpty();
    }
}
