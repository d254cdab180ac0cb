package dev.sluice.pipelines.plan;

import dev.sluice.pipelines.document.StageInput;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.util.HashMap;
import java.util.Map;

/** A pipeline as a flowchart in the language of Mermaid (mermaid.js.org): what is fused has a dashed border. */
public final class MermaidChart {

    private MermaidChart() {}

    public static String of(PipelineGraph graph) {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        Map<StageName, String> names = new HashMap<>();
        for (Node node : graph.nodes()) {
            // Names of people may be words of the language.
            String name = "n" + names.size();
            names.put(node.name(), name);
            String shown = "\"" + escaped(node.name() + ": " + node.inWords()) + "\"";
            text.append("  ")
                    .append(name)
                    .append(node instanceof Node.Step ? "[" + shown + "]" : "([" + shown + "])")
                    .append(node.isCut() ? "\n" : ":::fused\n");
        }
        for (Node node : graph.nodes()) {
            for (StageInput input : node.from()) {
                text.append("  ").append(names.get(input.stage()));
                text.append(input.output()
                        .map(output -> " -->|\"" + output + "\"| ")
                        .orElse(" --> "));
                text.append(names.get(node.name())).append('\n');
            }
        }
        return text.append("  classDef fused stroke-dasharray: 4 3\n").toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '#' || c == '&' || c == '<' || c == '>' || c == ';' || c < ' ') {
                escaped.append('#').append(c).append(';');
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
