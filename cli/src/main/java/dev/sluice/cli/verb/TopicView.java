package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.util.List;

/** A topic as a person reads it. */
record TopicView(Doc topic) {

    void print(Terminal terminal) {
        Doc settings = topic.doc("settings");
        terminal.print(terminal.bold(Terminal.harmless(topic.text("name"))));
        line(terminal, "In Kafka", topic.text("kafkaName"));
        line(terminal, "Replication", settings.text("replication"));
        line(terminal, "Retention", settings.text("retention") + " (" + topic.text("cleanup") + ")");
        line(terminal, "Largest record", Units.bytes(settings.count("maxMessageBytes")));
        terminal.print("");
        Table partitions = new Table("PARTITION", "BEGIN", "END", "KEPT", "IN SYNC");
        for (Doc each : topic.docs("partitions")) {
            partitions.row(
                    each.text("partition"),
                    each.text("begin"),
                    each.text("end"),
                    "" + (each.count("end") - each.count("begin")),
                    each.text("inSync") + "/" + each.text("replicas"));
        }
        partitions.print(terminal);
        terminal.print("");
        List<Doc> groups = topic.docs("groups");
        if (groups.isEmpty()) {
            terminal.print("Nobody reads it with a group.");
            return;
        }
        Table table = new Table("GROUP", "STATE", "LAG");
        groups.forEach(each -> table.row(each.text("group"), each.text("state"), each.text("lag")));
        table.print(terminal);
    }

    private static void line(Terminal terminal, String name, String value) {
        terminal.print(terminal.dim((name + ":" + " ".repeat(16)).substring(0, 16)) + Terminal.harmless(value));
    }
}
