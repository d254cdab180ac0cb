package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Terminal;
import java.util.HashMap;
import java.util.Map;

/** A graph as a flowchart in the language of Mermaid. */
final class Mermaid {

    private Mermaid() {}

    static String of(Doc graph) {
        StringBuilder text = new StringBuilder("flowchart LR");
        Map<String, String> names = new HashMap<>();
        for (Doc node : graph.docs("nodes")) {
            // Names of people may be words of the language.
            String name = "n" + names.size();
            names.put(node.text("id"), name);
            String shown = "\"" + Terminal.harmless(node.text("name")) + "\"";
            text.append("\n  ")
                    .append(name)
                    .append(
                            switch (node.text("kind")) {
                                case "topic" -> "[(" + shown + ")]";
                                case "trigger" -> "{{" + shown + "}}";
                                default -> "[" + shown + "]";
                            });
        }
        for (Doc edge : graph.docs("edges")) {
            String count = edge.has("count") ? " " + edge.text("count") : "";
            String arrow = edge.flag("declared") ? " -->|\"" : " -.->|\"";
            text.append("\n  ")
                    .append(names.get(edge.text("from")))
                    .append(arrow)
                    .append(edge.text("kind"))
                    .append(count)
                    .append("\"| ")
                    .append(names.get(edge.text("to")));
        }
        return text.toString();
    }
}
