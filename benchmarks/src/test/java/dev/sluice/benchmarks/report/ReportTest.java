package dev.sluice.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.sluice.benchmarks.measure.Quartiles;
import dev.sluice.benchmarks.report.Result.Figure;
import dev.sluice.benchmarks.report.Result.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Goal LOW = new Goal.AtMost(1.8, 1.0);
    private static final Goal HIGH = new Goal.AtLeast(0.7, 1.3);

    @Test
    void judgesByGoalAndDirection() {
        assertThat(result(0.9, LOW, 1).verdict()).isEqualTo(Verdict.AIM);
        assertThat(result(1.7, LOW, 1).verdict()).isEqualTo(Verdict.PASS);
        assertThat(result(1.9, LOW, 1).verdict()).isEqualTo(Verdict.MISS);
        assertThat(result(1.4, HIGH, 1).verdict()).isEqualTo(Verdict.AIM);
        assertThat(result(0.8, HIGH, 1).verdict()).isEqualTo(Verdict.PASS);
        assertThat(result(0.6, HIGH, 1).verdict()).isEqualTo(Verdict.MISS);
    }

    @Test
    void isVoidWhenASideDiffersFromItself() {
        assertThat(result(0.9, LOW, 0.94).verdict()).isEqualTo(Verdict.VOID);
        assertThat(result(0.9, LOW, 1.06).verdict()).isEqualTo(Verdict.VOID);
        assertThat(result(0.9, LOW, 1.05).verdict()).isEqualTo(Verdict.AIM);
    }

    @Test
    void writesATableWithEveryRowAndWhatFailed() {
        String page = report().markdown(Page.PLATFORM);

        assertThat(page).contains("| P1 | a shape | **1.20** (1.10 to 1.30) | 1.80 | 1 | 1.01 | pass |");
        assertThat(page).contains("| | [P5]: no luck | | | | | not measured |");
        assertThat(page).contains("2 cores").contains("nginx 1.22.1").contains("- gateway: 21.0 µs");
    }

    @Test
    void writesSmallRatiosAsFractions() {
        Result cold = new Result(
                "P3",
                "cold",
                new Quartiles(0.008, 0.01, 0.0125),
                new Goal.AtMost(1 / 40.0, 1 / 100.0),
                OptionalDouble.empty(),
                List.of());

        assertThat(report(cold).markdown(Page.PLATFORM))
                .contains("| P3 | cold | **1/100** (1/125 to 1/80) | 1/40 | 1/100 | counted | aim |");
    }

    @Test
    void writesTheTableOfARowBelowItsFigures() {
        Result parts = new Result(
                "D1",
                "parts",
                Quartiles.exactly(1),
                LOW,
                OptionalDouble.empty(),
                List.of(new Figure("alone", "16.0 µs")),
                List.of(List.of("decorator", "added"), List.of("headers", "0.5 µs")));

        assertThat(report(parts).markdown(Page.DECORATORS))
                .startsWith("# Benchmarks of decorators\n")
                .contains("""
                - alone: 16.0 µs

                | decorator | added |
                |---|---|
                | headers | 0.5 µs |
                """);
    }

    @Test
    void writesTheSameForPrograms() {
        var row = JsonParser.parseString(report().json())
                .getAsJsonObject()
                .getAsJsonArray("results")
                .get(0)
                .getAsJsonObject();

        assertThat(row.get("ratio").getAsDouble()).isEqualTo(1.2);
        assertThat(row.get("verdict").getAsString()).isEqualTo("pass");
    }

    private static Result result(double ratio, Goal goal, double self) {
        return new Result("P1", "a shape", Quartiles.exactly(ratio), goal, OptionalDouble.of(self), List.of());
    }

    private static Report report() {
        return report(new Result(
                "P1",
                "a shape",
                new Quartiles(1.1, 1.2, 1.3),
                LOW,
                OptionalDouble.of(1.01),
                List.of(new Figure("gateway", "21.0 µs"))));
    }

    private static Report report(Result result) {
        Machine machine = new Machine("2 cores, 24 GiB of memory", "Linux 6.18", Map.of("nginx", "1.22.1"));
        return new Report(Instant.EPOCH, false, machine, List.of(result), List.of("[P5]: no luck"));
    }
}
