package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a document of a pipeline, as a table and sentences. */
final class PlanPicture {

    private final Session session;

    PlanPicture(Session session) {
        this.session = session;
    }

    /** Prints it. */
    void show(Doc plan) {
        Doc change = plan.doc("change");
        Map<String, Doc> changes = new LinkedHashMap<>();
        change.docs("stages").forEach(stage -> changes.put(stage.text("name"), stage));
        List<String> titles = new ArrayList<>(List.of("STAGE", "IS", "READS", "RUNS IN", "TOPIC"));
        if (plan.has("change")) {
            titles.add(1, "BECOMES");
        }
        Table table = new Table(titles.toArray(String[]::new));
        Map<String, Doc> gone = new LinkedHashMap<>(changes);
        for (Doc stage : plan.docs("stages")) {
            row(
                    table,
                    Optional.ofNullable(gone.remove(stage.text("name"))),
                    stage,
                    String.join(", ", stage.texts("from")),
                    String.join(", ", stage.texts("runsIn")),
                    stage.text("topic"));
        }
        gone.values().forEach(stage -> row(table, Optional.of(stage), stage, "", "", ""));
        table.print(session.terminal());
        session.print("An item goes through " + plan.text("longestWay") + way(plan.text("guarantee")));
        plan.docs("stages").stream()
                .filter(stage -> !stage.text("keeps").isEmpty())
                .forEach(stage -> session.print(Terminal.harmless(stage.text("name") + ": " + stage.text("keeps"))));
        changes.forEach((name, stage) -> {
            if (!stage.text("detail").isEmpty()) {
                session.print(Terminal.harmless(name + ": " + stage.text("detail")));
            }
        });
        if (!change.texts("refusals").isEmpty()) {
            session.print(Terminal.harmless("It would be refused now. " + String.join(" ", change.texts("refusals"))));
        }
    }

    private static String way(String guarantee) {
        return guarantee.equals("at-least-once")
                ? " commits at most, without transactions: what comes of it can be seen twice, with the same id."
                : " transactions at most.";
    }

    private static void row(Table table, Optional<Doc> change, Doc stage, String reads, String runsIn, String topic) {
        List<String> cells = new ArrayList<>(List.of(stage.text("name"), stage.text("is"), reads, runsIn, topic));
        change.ifPresent(told -> cells.add(1, told.text("becomes")));
        table.row(cells.toArray(String[]::new));
    }
}
