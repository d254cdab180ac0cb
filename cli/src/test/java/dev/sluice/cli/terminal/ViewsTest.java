package dev.sluice.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewsTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Terminal terminal(Terminal.Look look) {
        return new Terminal(
                new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                look);
    }

    @ParameterizedTest
    @CsvSource({"0.04, 0.0 ms", "9.94, 9.9 ms", "9.96, 10 ms", "999, 999 ms", "1500, 1.5 s"})
    void timesHaveTheUnitOfTheirSize(double millis, String text) {
        assertThat(Units.millis(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1536, 1.5 KiB", "104857600, 100 MiB", "5368709120, 5.0 GiB"})
    void sizesHaveTheUnitOfTheirSize(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"-5, 0 s", "119, 119 s", "120, 2 min", "7200, 2 h", "172800, 2 d"})
    void spansHaveTheirLargestUnit(long seconds, String text) {
        assertThat(Units.span(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void whatIsNoTimeIsShownAsItIs() {
        assertThat(Units.age("yesterday", Instant.EPOCH)).isEqualTo("yesterday");
        assertThat(Units.age("1970-01-01T00:00:00Z", Instant.EPOCH.plusSeconds(60)))
                .isEqualTo("60 s");
    }

    @Test
    void columnsAreAsWideAsWhatStandsInThem() {
        assertThat(new Table("A", "LONG").row("abc", "x").row("d", "").lines(terminal(Terminal.Look.PLAIN)))
                .containsExactly("A    LONG", "abc  x", "d");
    }

    @Test
    void linesAreCutToATerminalButNotForPrograms() {
        Table table = new Table("A").row("0123456789012345678901234567890");
        assertThat(table.lines(terminal(new Terminal.Look(false, true, 20))).getLast())
                .isEqualTo("0123456789012345678…");
        assertThat(table.lines(terminal(Terminal.Look.PLAIN)).getLast()).hasSize(31);
    }

    @Test
    void progressIsSilentWhereNobodyWatches() {
        Progress progress = new Progress(terminal(Terminal.Look.PLAIN), "Uploading", 10);
        progress.add(10);
        progress.end();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void progressEndsAtTheWholeAndIsTakenAway() {
        Progress progress = new Progress(terminal(new Terminal.Look(false, true, 80)), "Uploading", 2_000);
        progress.add(1_000);
        progress.add(1_000);
        progress.end();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("Uploading  100 %  2.0 KiB of 2.0 KiB")
                .endsWith("\r\u001b[K");
    }
}
