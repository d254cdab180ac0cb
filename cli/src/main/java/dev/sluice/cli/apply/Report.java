package dev.sluice.cli.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.verb.Changes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came of each resource: a line at once, and a summary at the end. */
final class Report {

    /** What was done to a resource. */
    enum Action {
        CREATED,
        CHANGED,
        UNCHANGED,
        PRUNED,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Session session;
    private final boolean dryRun;
    private final boolean diff;
    private final Map<Action, Integer> counts = new LinkedHashMap<>();
    private final JsonArray resources = new JsonArray();

    Report(Session session, boolean dryRun, boolean diff) {
        this.session = session;
        this.dryRun = dryRun;
        this.diff = diff || dryRun;
        for (Action action : Action.values()) {
            counts.put(action, 0);
        }
    }

    int count(Action action) {
        return counts.getOrDefault(action, 0);
    }

    /** {@code answer}: what the platform said to the deployment, to the document, or to the dry run. */
    void applied(Document document, Doc answer) {
        boolean deployed = document.isFunction() && !dryRun;
        boolean existed = deployed ? answer.has("replaced") : answer.flag("exists");
        boolean changes =
                deployed ? answer.flag("created") : !answer.docs("changes").isEmpty();
        Action action = existed ? changes ? Action.CHANGED : Action.UNCHANGED : Action.CREATED;
        String version = deployed && action != Action.UNCHANGED ? " (version " + answer.text("version") + ")" : "";
        line(document.word(), document.name(), action, version);
        JsonObject resource = add(document.word(), document.name(), action);
        resource.add("changes", answer.json().get("changes"));
        if (answer.has("warnings")) {
            resource.add("warnings", answer.json().get("warnings"));
        }
        if (!session.json()) {
            if (diff) {
                Changes.print(answer, session);
            }
            answer.texts("warnings")
                    .forEach(warning ->
                            session.print(session.terminal().yellow("  warning: ") + Terminal.harmless(warning)));
        }
    }

    void pruned(String name) {
        line("function", name, Action.PRUNED, "");
        add("function", name, Action.PRUNED);
    }

    /** {@code name}: of the resource, and {@code place}: where it is declared; one of the two may be empty. */
    void failed(String kind, String name, String place, CommandException failure) {
        JsonObject resource = add(kind, name, Action.FAILED);
        resource.addProperty("place", place);
        resource.addProperty("detail", failure.sentence());
        List<String> lines = new ArrayList<>();
        if (failure instanceof ProblemException refused) {
            lines.addAll(refused.problem().lines(session.terminal()));
            if (!refused.problem().doc().names().isEmpty()) {
                resource.add("problem", JsonParser.parseString(refused.problem().body()));
            }
        } else {
            lines.add(session.terminal().red("Error: ") + failure.sentence());
        }
        String what = name.isEmpty() ? "" : kind + " " + name + " ";
        session.note(Terminal.harmless(what)
                + session.terminal().red("failed")
                + Terminal.harmless(place.isEmpty() ? "" : " in " + place));
        lines.forEach(line -> session.note("  " + line));
    }

    private void line(String kind, String name, Action action, String more) {
        if (!session.json()) {
            String would = action == Action.UNCHANGED ? "" : "would be ";
            session.print(Terminal.harmless(kind) + " " + session.terminal().bold(Terminal.harmless(name)) + " "
                    + (dryRun ? would : "") + action.word() + more);
        }
    }

    private JsonObject add(String kind, String name, Action action) {
        counts.merge(action, 1, Integer::sum);
        JsonObject resource = new JsonObject();
        resource.addProperty(
                "kind",
                kind.isEmpty() ? Document.FUNCTION : kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1));
        resource.addProperty("name", name);
        resource.addProperty("action", action.word());
        resources.add(resource);
        return resource;
    }

    /** Tells the summary; the exit code of the command. */
    int end() {
        if (session.json()) {
            JsonObject answer = new JsonObject();
            answer.addProperty("dryRun", dryRun);
            answer.add("resources", resources);
            session.print(answer.toString());
        } else {
            List<String> parts = new ArrayList<>();
            counts.forEach((action, count) -> {
                if (count > 0 || action != Action.PRUNED && action != Action.FAILED) {
                    parts.add(count + " " + action.word());
                }
            });
            session.print((dryRun ? "Nothing was done. It would be: " : "") + String.join(", ", parts) + ".");
        }
        return count(Action.FAILED) == 0 ? Exit.OK : Exit.FAILED;
    }
}
