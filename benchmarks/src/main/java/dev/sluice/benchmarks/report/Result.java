package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.measure.Quartiles;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One row of the table.
 *
 * @param id as in the list of goals: P1, P2, …
 * @param shape what was compared, in a few words
 * @param selfCheck one side against itself; empty where things were counted
 * @param figures what the ratio is made of, and what is told beside it
 * @param table the same for what has many parts: a heading and rows, all as long; empty for none
 */
public record Result(
        String id,
        String shape,
        Quartiles ratio,
        Goal goal,
        OptionalDouble selfCheck,
        List<Figure> figures,
        List<List<String>> table) {

    public Result(String id, String shape, Quartiles ratio, Goal goal, OptionalDouble selfCheck, List<Figure> figures) {
        this(id, shape, ratio, goal, selfCheck, figures, List.of());
    }

    /** A figure in words and numbers, such as {@code Sluice, p50} and {@code 7.1 ms}. */
    public record Figure(String what, String value) {}

    /** What a row says. */
    public enum Verdict {
        AIM,
        PASS,
        MISS,
        /** The machine was too noisy: a side differed from itself by more than a twentieth. */
        VOID
    }

    public Result {
        figures = List.copyOf(figures);
        table = List.copyOf(table);
    }

    public Verdict verdict() {
        if (selfCheck.isPresent() && (selfCheck.getAsDouble() < 0.95 || selfCheck.getAsDouble() > 1.05)) {
            return Verdict.VOID;
        }
        if (goal.aimedBy(ratio.median())) {
            return Verdict.AIM;
        }
        return goal.passedBy(ratio.median()) ? Verdict.PASS : Verdict.MISS;
    }

    /** In one line. */
    public String summary() {
        return id + " " + shape + ": " + Report.number(ratio.median()) + " (" + Report.number(ratio.low()) + " to "
                + Report.number(ratio.high()) + "), "
                + selfCheck.stream()
                        .mapToObj(self -> "self " + Report.number(self) + ", ")
                        .findFirst()
                        .orElse("")
                + verdict();
    }
}
