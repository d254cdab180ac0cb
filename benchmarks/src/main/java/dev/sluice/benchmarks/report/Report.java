package dev.sluice.benchmarks.report;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The results as a page for people and as a file for programs.
 *
 * @param quick whether it was a short run, whose figures are for a first look only
 */
public record Report(Instant at, boolean quick, Machine machine, List<Result> results, List<String> failures) {

    public String markdown(Page page) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + page.title());
        lines.add("");
        lines.add(
                "Written by `./sluice bench" + (quick ? " --quick" : "") + "` on " + at.truncatedTo(ChronoUnit.MINUTES)
                        + "; what each row means stands in [benchmarks/README.md](../benchmarks/README.md).");
        if (quick) {
            lines.add("**A quick run: fewer rounds than a figure needs, for a first look only.**");
        }
        lines.add("");
        lines.add("Machine: " + machine.hardware() + ", " + machine.system() + "; load and servers share it. Versions: "
                + String.join("; ", versions()) + ".");
        lines.add("");
        lines.add(
                "Every row is a ratio of two things measured in turn in one run: the median of all rounds and, in brackets, its quartiles. "
                        + "*Self* is one side against itself in the same run; outside 0.95 to 1.05 the row is void.");
        lines.add("");
        lines.add("| id | shape | ratio | pass | aim | self | verdict |");
        lines.add("|---|---|---|---|---|---|---|");
        results.forEach(result -> lines.add(row(result)));
        failures.forEach(failure -> lines.add("| | " + failure + " | | | | | not measured |"));
        lines.add("");
        lines.add("## The figures behind them");
        for (Result result : results) {
            if (result.figures().isEmpty()) {
                continue;
            }
            lines.add("");
            lines.add("**" + result.id() + ", " + result.shape() + "**");
            lines.add("");
            result.figures().forEach(figure -> lines.add("- " + figure.what() + ": " + figure.value()));
            lines.addAll(table(result.table()));
        }
        lines.add("");
        lines.addAll(page.remarks());
        return String.join("\n", lines) + "\n";
    }

    private List<String> versions() {
        return machine.versions().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    private static List<String> table(List<List<String>> table) {
        if (table.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(
                "", cells(table.getFirst()), "|---".repeat(table.getFirst().size()) + "|"));
        table.stream().skip(1).map(Report::cells).forEach(lines::add);
        return lines;
    }

    private static String cells(List<String> row) {
        return "| " + String.join(" | ", row) + " |";
    }

    private static String row(Result result) {
        String self = result.selfCheck().isPresent() ? number(result.selfCheck().getAsDouble()) : "counted";
        return "| " + result.id() + " | " + result.shape() + " | **"
                + number(result.ratio().median()) + "** ("
                + number(result.ratio().low()) + " to " + number(result.ratio().high()) + ") | "
                + Goal.text(result.goal().pass()) + " | "
                + Goal.text(result.goal().aim()) + " | " + self + " | "
                + result.verdict().name().toLowerCase(Locale.ROOT) + " |";
    }

    static String number(double value) {
        return value < 0.05 && value > 0
                ? String.format(Locale.ROOT, "1/%.0f", 1 / value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    public String json() {
        JsonObject root = new JsonObject();
        root.addProperty("at", at.toString());
        root.addProperty("quick", quick);
        root.add("machine", new GsonBuilder().create().toJsonTree(machine));
        JsonArray rows = new JsonArray();
        for (Result result : results) {
            JsonObject row = new JsonObject();
            row.addProperty("id", result.id());
            row.addProperty("shape", result.shape());
            row.addProperty("ratio", result.ratio().median());
            row.addProperty("low", result.ratio().low());
            row.addProperty("high", result.ratio().high());
            row.addProperty("pass", result.goal().pass());
            row.addProperty("aim", result.goal().aim());
            result.selfCheck().ifPresent(self -> row.addProperty("self", self));
            row.addProperty("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
            row.add("table", new GsonBuilder().create().toJsonTree(result.table()));
            row.add("figures", new GsonBuilder().create().toJsonTree(result.figures()));
            rows.add(row);
        }
        root.add("results", rows);
        root.add("failures", new GsonBuilder().create().toJsonTree(failures));
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(root) + "\n";
    }
}
