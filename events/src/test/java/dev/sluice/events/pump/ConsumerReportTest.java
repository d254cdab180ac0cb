package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConsumerReportTest {

    private static ConsumerReport report(ConsumerReport.Standing standing, PumpReport pump, String notice) {
        return new ConsumerReport(
                standing,
                List.of(new ConsumerReport.Place(notice, 0, 10, 5, 3)),
                pump,
                List.of(notice),
                new TreeMap<>());
    }

    @Test
    void whoHasCallsMadeByAnotherTellsHowTheseStandAndCountsItsOwnRecords() {
        ConsumerReport.Standing reading = new ConsumerReport.Standing.Reading();
        ConsumerReport.Standing away = new ConsumerReport.Standing.Away("Kafka is away.");
        PumpReport own = new PumpReport(Optional.empty(), 0, 0, 100, 0, 0, "");
        PumpReport calls = new PumpReport(Optional.empty(), 2, 4, 7, 1, 3, "It failed.");

        ConsumerReport both = report(reading, own, "own").calling(report(away, calls, "calls"));

        assertThat(both.standing()).isEqualTo(away);
        assertThat(both.pump()).isEqualTo(new PumpReport(Optional.empty(), 2, 4, 99, 1, 3, "It failed."));
        assertThat(both.notices()).containsExactly("own", "calls");
        assertThat(both.waiting()).isEqualTo(4 + 3 + 3);
        assertThat(report(away, own, "own")
                        .calling(report(reading, calls, "calls"))
                        .standing())
                .isEqualTo(away);
    }
}
