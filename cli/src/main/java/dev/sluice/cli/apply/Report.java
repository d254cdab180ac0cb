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

    /** {@code answer}: what the platform said to the deployment or the dry run. */
    void applied(String name, Doc answer) {
        boolean existed = dryRun ? answer.flag("exists") : answer.has("replaced");
        boolean changes = dryRun ? !answer.docs("changes").isEmpty() : answer.flag("created");
        Action action = existed ? changes ? Action.CHANGED : Action.UNCHANGED : Action.CREATED;
        line(name, action, dryRun || action == Action.UNCHANGED ? "" : " (version " + answer.text("version") + ")");
        JsonObject resource = add(name, action);
        resource.add("changes", answer.json().get("changes"));
        resource.add("warnings", answer.json().get("warnings"));
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
        line(name, Action.PRUNED, "");
        add(name, Action.PRUNED);
    }

    /** {@code name}: of the function, and {@code place}: where it is declared; one of the two may be empty. */
    void failed(String name, String place, CommandException failure) {
        JsonObject resource = add(name, Action.FAILED);
        resource.addProperty("place", place);
        resource.addProperty("detail", failure.sentence());
        List<String> lines = new ArrayList<>();
        if (failure instanceof ProblemException refused) {
            lines.addAll(refused.problem().lines(session.terminal()));
            if (!refused.problem().doc().names().isEmpty()) {
                resource.add("problem", JsonParser.parseString(refused.problem().body()));
            }
        } else {
            lines.add(session.terminal().red("Error: ") + Terminal.harmless(failure.sentence()));
        }
        String function = name.isEmpty() ? "" : "function " + name + " ";
        session.note(Terminal.harmless(function)
                + session.terminal().red("failed")
                + Terminal.harmless(place.isEmpty() ? "" : " in " + place));
        lines.forEach(line -> session.note("  " + line));
    }

    private void line(String name, Action action, String more) {
        if (!session.json()) {
            String would = action == Action.UNCHANGED ? "" : "would be ";
            session.print("function " + session.terminal().bold(Terminal.harmless(name)) + " " + (dryRun ? would : "")
                    + action.word() + more);
        }
    }

    private JsonObject add(String name, Action action) {
        counts.merge(action, 1, Integer::sum);
        JsonObject resource = new JsonObject();
        resource.addProperty("kind", Document.FUNCTION);
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
