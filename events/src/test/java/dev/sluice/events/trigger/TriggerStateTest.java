package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.Binding;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.ConsumerReport.Standing;
import dev.sluice.events.pump.PumpReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people read of a trigger that does not run. */
class TriggerStateTest {

    private static final Standing READING = new Standing.Reading();

    private boolean hasFunction = true;
    private Optional<PumpReport.Outage> outage = Optional.empty();

    private String state(Map<String, Object> spec, Standing standing) {
        TriggerSettings settings = ((Binding.Bound<TriggerSettings>) TriggerSettings.KIND.readSpec(spec)).settings();
        ConsumerReport report =
                new ConsumerReport(standing, List.of(), new PumpReport(outage, 0, 0, 0, 0, 0, ""), List.of());
        TriggerState state = TriggerState.of(settings, hasFunction, report, Optional.empty());
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
}
