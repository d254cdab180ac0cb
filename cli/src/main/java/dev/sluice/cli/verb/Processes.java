package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.util.List;

/** The processes of a function, or of one of its instances, as they are now. */
record Processes(Platform platform) {

    private static final int MOST_COMMAND = 60;

    /** @param name of a function, or the id of an instance */
    List<String> picture(String name, Terminal terminal) {
        List<Doc> processes = of(name);
        if (processes.isEmpty()) {
            return List.of(name + " has no instance now.");
        }
        Table table = new Table("INSTANCE", "PART", "PID", "MEMORY", "CPU TIME", "COMMAND");
        for (Doc process : processes) {
            table.row(
                    process.text("instance"),
                    part(process),
                    process.text("pid"),
                    Units.bytes(process.count("memoryBytes")),
                    Units.millis(process.count("processorMillis")),
                    shortened(process.text("command")));
        }
        return table.lines(terminal);
    }

    /** As the API tells it, of the whole function. */
    String json(String name) {
        return platform.text(Request.get("/functions/" + function(name) + "/processes"))
                .strip();
    }

    private List<Doc> of(String name) {
        String function = function(name);
        return platform.read(Request.get("/functions/" + function + "/processes")).docs("processes").stream()
                .filter(process ->
                        function.equals(name) || process.text("instance").equals(name))
                .toList();
    }

    /** The function that is meant: by the id of an instance that it has now, or by its name. */
    private String function(String name) {
        if (!name.matches("r[0-9a-f]{4}-\\d+")) {
            return name;
        }
        return platform.read(Request.get("/pool")).docs("functions").stream()
                .filter(function -> function.docs("instances").stream()
                        .anyMatch(instance -> instance.text("id").equals(name)))
                .map(function -> function.text("name"))
                .findFirst()
                .orElse(name);
    }

    private static String part(Doc process) {
        String shard = process.has("shard") ? ", shard " + process.text("shard") : "";
        return process.text("sidecar").isEmpty() ? "function" + shard : process.text("sidecar");
    }

    private static String shortened(String command) {
        return command.length() <= MOST_COMMAND ? command : command.substring(0, MOST_COMMAND - 1) + "…";
    }
}
