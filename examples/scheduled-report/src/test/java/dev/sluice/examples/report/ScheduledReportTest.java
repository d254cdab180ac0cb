package dev.sluice.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduledReportTest {

    @TempDir
    private Path place;

    @Test
    void aRunThatIsTriedAgainWritesTheSameFile() throws IOException {
        Instant scheduled = Instant.parse("2026-11-28T01:30:00Z");
        Path folder = Files.createDirectories(place.resolve("orders/new"));
        Path reports = Files.createDirectory(place.resolve("reports"));
        Files.writeString(folder.resolve("1"), "12 shirts\n");

        String first = ScheduledReport.write("Orders", scheduled, place.resolve("orders"), reports);
        Files.writeString(folder.resolve("2"), "1 hat\n");
        String second = ScheduledReport.write("Orders", scheduled, place.resolve("orders"), reports);

        assertThat(first).isEqualTo("Orders at 2026-11-28T01:30:00Z: 1 file, 10 bytes\n");
        assertThat(second).isEqualTo("Orders at 2026-11-28T01:30:00Z: 2 files, 16 bytes\n");
        try (var all = Files.list(reports)) {
            assertThat(all).containsExactly(reports.resolve("2026-11-28T01-30-00Z.txt"));
        }
        assertThat(reports.resolve("2026-11-28T01-30-00Z.txt")).hasContent(second);
    }

    @Test
    void anEventWithoutATimeIsNoRun() {
        assertThatThrownBy(() -> new ScheduledReport()
                        .handle(
                                new StubEvent("dev.sluice.schedule.due", new ScheduledReport.Wanted("Orders")),
                                new StubContext("scheduled-report")))
                .hasMessage("the event has no time");
    }
}
