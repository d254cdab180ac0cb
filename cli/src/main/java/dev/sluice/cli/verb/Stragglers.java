package dev.sluice.cli.verb;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.Table;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Computes how often a call that waits for many others is as slow as one of them seldom is; asks no platform. */
@Command(
        name = "stragglers",
        description = "Computes how often an answer of many leaves is late, if each of them is late in a few calls of a"
                + " hundred (scatter and gather).")
public final class Stragglers implements Callable<Integer> {

    private static final double WANTED = 0.99;

    private final Session session;

    @Option(
            names = "--leaves",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,5,10,20,50,100",
            description = "How many calls are waited for; several with commas. Default: ${DEFAULT-VALUE}.")
    List<Integer> leaves = List.of();

    @Option(
            names = "--slow",
            paramLabel = "PERCENT",
            defaultValue = "1",
            description =
                    "In how many calls of a hundred a leaf is slow: beyond its p99 in 1. Default: ${DEFAULT-VALUE}.")
    double slow = 1;

    public Stragglers(Session session) {
        this.session = session;
    }

    /** Shares of calls, from 0 to 1. */
    record Row(int leaves, double slow) {

        /** How many answers are slow that wait for all leaves. */
        double slowAnswers() {
            return atLeastOne(slow);
        }

        /** The same at most, if each leaf that is slow is asked a second time and that is slow independently. */
        double slowWithHedge() {
            return atLeastOne(slow * slow);
        }

        /** How many calls of a leaf may be slow so that 99 answers of 100 are not. */
        double allowed() {
            return -Math.expm1(Math.log(WANTED) / leaves);
        }

        private double atLeastOne(double share) {
            return -Math.expm1(leaves * Math.log1p(-share));
        }
    }

    @Override
    public Integer call() {
        if (leaves.stream().anyMatch(count -> count < 1 || count > 1_000_000) || !(slow > 0 && slow < 100)) {
            throw new CommandException(
                    Exit.USAGE, "Leaves are 1 to 1000000, and slow calls more than 0 and less than 100 of a hundred.");
        }
        List<Row> rows =
                leaves.stream().map(count -> new Row(count, slow / 100)).toList();
        if (session.json()) {
            session.print(json(rows));
            return Exit.OK;
        }
        Table table = new Table("LEAVES", "SLOW ANSWERS", "WITH A HEDGE, AT MOST", "OF A LEAF, THE P99 OF ALL IS THE");
        rows.forEach(row -> table.row(
                Integer.toString(row.leaves()),
                percent(row.slowAnswers()),
                percent(row.slowWithHedge()),
                percentile(row.allowed())));
        table.print(session.terminal());
        return Exit.OK;
    }

    private static String percent(double share) {
        return rounded(100 * share, 3).toPlainString() + " %";
    }

    private static String percentile(double slow) {
        return "p" + new BigDecimal(100).subtract(rounded(100 * slow, 1)).toPlainString();
    }

    private static BigDecimal rounded(double number, int digits) {
        BigDecimal rounded = new BigDecimal(number)
                .round(new MathContext(digits, RoundingMode.HALF_UP))
                .stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    private static String json(List<Row> rows) {
        JsonArray all = new JsonArray();
        for (Row row : rows) {
            JsonObject one = new JsonObject();
            one.addProperty("leaves", row.leaves());
            one.addProperty("slowAnswers", row.slowAnswers());
            one.addProperty("slowWithHedge", row.slowWithHedge());
            one.addProperty("allowedPerLeaf", row.allowed());
            all.add(one);
        }
        JsonObject answer = new JsonObject();
        answer.add("stragglers", all);
        return answer.toString();
    }
}
