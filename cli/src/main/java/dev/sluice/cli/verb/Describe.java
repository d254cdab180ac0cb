package dev.sluice.cli.verb;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a function: whether it can be called, its spec, its instances; or how a resource of another kind stands. */
@Command(
        name = "describe",
        description = "Shows a function: whether it can be called and if not why, its spec, its instances; or how a"
                + " resource of another kind stands.")
public final class Describe implements Callable<Integer> {

    /** Keys of the spec with a line of their own elsewhere. */
    private static final List<String> SHOWN_ABOVE = List.of("runtime", "handler", "upstream");

    /** What an ambassador does. */
    private static final List<String> TASKS = List.of("broker", "split", "http", "redis");

    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME", description = "The function, or the kind of what is named next.")
    String first = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "The resource, if its kind stands before it, as in describe trigger orders.")
    Optional<String> second = Optional.empty();

    public Describe(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String name = second.orElse(first);
        boolean function = second.isEmpty() || Get.singular(first).equals("function");
        String target = function
                ? "/functions/" + Platform.encoded(name)
                : "/documents/" + Platform.encoded(Get.singular(first)) + "/" + Platform.encoded(name) + "/status";
        String text = session.platform().text(Request.get(target));
        if (session.json()) {
            session.print(text.strip());
        } else if (function) {
            show(Doc.parse(text), session.terminal());
        } else {
            ShownStatus.print(Doc.parse(text), session.terminal());
        }
        return Exit.OK;
    }

    private static void show(Doc function, Terminal terminal) {
        terminal.print(terminal.bold(function.text("name")) + "  " + callable(function, terminal));
        line(terminal, "url", function.text("url"));
        boolean upstream = !function.text("upstream").isEmpty();
        line(
                terminal,
                upstream ? "upstream" : "code",
                upstream ? function.text("upstream") : function.text("runtime") + ", " + function.text("handler"));
        showInspection(function.doc("inspection"), terminal);
        line(
                terminal,
                "version",
                function.text("version") + " (deployed " + Units.age(function.text("createdAt"), Instant.now())
                        + " ago"
                        + (upstream ? "" : ", " + Deploy.shortened(function.text("digest"))) + ")"
                        + others(function.texts("versions"), function.text("version")));
        showSpec(function.doc("spec"), terminal);
        showTrouble(function.doc("trouble"), terminal);
        showReplaced(function.doc("replaced"), terminal);
        showKeys(function.doc("affinity"), terminal);
        showInstances(function, terminal);
        CachesView.lines(function.doc("caches"), terminal).forEach(line -> terminal.print("  " + line));
    }

    private static void showReplaced(Doc replaced, Terminal terminal) {
        if (replaced.has("why")) {
            line(
                    terminal,
                    "replaced",
                    replaced.text("instance") + ", which was not healthy, "
                            + Units.age(replaced.text("at"), Instant.now()) + " ago: " + replaced.text("why"));
        }
    }

    /** What was found in the code when it was uploaded. */
    private static void showInspection(Doc inspection, Terminal terminal) {
        if (inspection.names().isEmpty()) {
            return;
        }
        String contract = inspection.text("contract");
        line(
                terminal,
                "handler",
                (inspection.text("handler").equals("found") ? "found in the code" : "named at its upload")
                        + (contract.isEmpty() ? "" : ", called as " + contract));
        List<String> targets = inspection.texts("targets");
        line(terminal, "runs on", targets.isEmpty() ? "not known" : String.join(", ", targets));
    }

    private static String callable(Doc function, Terminal terminal) {
        Doc callable = function.doc("callable");
        if (callable.flag("ok")) {
            return terminal.green("can be called");
        }
        String why = callable.text("detail").isEmpty() ? callable.text("reason") : callable.text("detail");
        String what = callable.text("reason").startsWith("not_in_service")
                ? "not in service as deployed"
                : "cannot be called";
        return terminal.red(what) + ": " + Terminal.harmless(why);
    }

    private static String others(List<String> versions, String live) {
        List<String> others = versions.stream().filter(v -> !v.equals(live)).toList();
        return others.isEmpty() ? "" : "; also " + String.join(", ", others);
    }

    private static void showSpec(Doc spec, Terminal terminal) {
        for (String key : spec.names()) {
            if (SHOWN_ABOVE.contains(key)) {
                continue;
            }
            if (key.equals("decorators")) {
                line(terminal, key, String.join(", ", decorators(spec)));
                continue;
            }
            if (key.equals("egress")) {
                line(terminal, key, String.join(", ", ambassadors(spec)));
                continue;
            }
            Doc inner = spec.doc(key);
            if (inner.names().isEmpty()) {
                line(terminal, key, spec.text(key));
            } else {
                line(
                        terminal,
                        key,
                        String.join(
                                ", ",
                                inner.names().stream()
                                        .map(k -> k + "=" + inner.text(k))
                                        .toList()));
            }
        }
    }

    /** Each with what it does; whom it sends calls to is in the JSON. */
    private static List<String> ambassadors(Doc spec) {
        return spec.docs("egress").stream()
                .map(one -> Terminal.harmless(one.text("name")) + " ("
                        + String.join(
                                ", ",
                                one.names().stream().filter(TASKS::contains).toList())
                        + ")")
                .toList();
    }

    /** Their names, the outermost first; their settings are in the JSON. */
    private static List<String> decorators(Doc spec) {
        List<String> names = new ArrayList<>();
        if (spec.json().get("decorators") instanceof JsonArray all) {
            for (JsonElement one : all) {
                names.add(
                        one instanceof JsonObject map
                                ? String.join(", ", map.keySet())
                                : Terminal.harmless(one.getAsString()));
            }
        }
        return names;
    }

    private static void showTrouble(Doc trouble, Terminal terminal) {
        if (!trouble.names().isEmpty()) {
            line(
                    terminal,
                    "trouble",
                    terminal.yellow((trouble.count("crashes") == 1
                                    ? "1 crash: "
                                    : trouble.text("crashes") + " crashes in a row, the last: ")
                            + trouble.text("last")
                            + "; the next start is at " + trouble.text("retryAt")));
        }
    }

    /** Where calls with keys went. */
    private static void showKeys(Doc keyed, Terminal terminal) {
        if (!keyed.names().isEmpty()) {
            line(
                    terminal,
                    "keys",
                    Units.counted(keyed.count("own"), "call", "calls") + " at their own instance, "
                            + keyed.text("replicas") + " at a replica of a hot key, " + keyed.text("spilled")
                            + " spilled, " + keyed.text("without") + " without a key; "
                            + Units.counted(keyed.count("hot"), "hot key", "hot keys") + ", "
                            + Units.counted(keyed.count("moves"), "move", "moves"));
        }
    }

    private static void showInstances(Doc function, Terminal terminal) {
        List<Doc> instances = function.docs("instances");
        line(
                terminal,
                "now",
                instances.size() + (instances.size() == 1 ? " instance, " : " instances, ") + function.count("starting")
                        + " starting, " + function.count("queued") + " calls waiting");
        if (instances.isEmpty()) {
            return;
        }
        Table table = new Table("  INSTANCE", "PID", "VERSION", "STATE", "CALLS", "IDLE", "MEMORY", "SHARD");
        for (Doc instance : instances) {
            table.row(
                    "  " + instance.text("id"),
                    instance.text("pid"),
                    instance.text("version"),
                    instance.text("state"),
                    calls(instance),
                    Units.span(Duration.ofMillis(instance.count("idleMillis"))),
                    memory(instance),
                    shard(instance.doc("shard")));
        }
        table.print(terminal);
    }

    private static String shard(Doc shard) {
        return shard.names().isEmpty()
                ? "-"
                : shard.text("number") + " of " + shard.text("count")
                        + (shard.has("token") ? ", token " + shard.text("token") : "");
    }

    private static String calls(Doc instance) {
        long abandoned = instance.count("abandoned");
        return instance.text("inFlight") + (abandoned == 0 ? "" : " (" + abandoned + " without a caller)");
    }

    static String memory(Doc of) {
        return of.has("memoryBytes") ? Units.bytes(of.count("memoryBytes")) : "?";
    }

    static void line(Terminal terminal, String key, String value) {
        if (!value.isEmpty()) {
            terminal.print("  " + terminal.dim((key + "               ").substring(0, 15)) + value);
        }
    }
}
