package dev.sluice.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.store.document.DocumentException;
import dev.sluice.store.document.Documents;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pipelines as people write them. */
public final class Written {

    private Written() {}

    /** The graph of a spec that makes sense. */
    public static PipelineGraph graph(String spec) {
        PipelineGraph.Compiled compiled = PipelineGraph.compile(settings(spec), "");
        assertThat(compiled).isInstanceOf(PipelineGraph.Compiled.Good.class);
        return ((PipelineGraph.Compiled.Good) compiled).graph();
    }

    public static PipelineSettings settings(String spec) {
        Binding<PipelineSettings> read = read(spec);
        assertThat(read).isInstanceOf(Binding.Bound.class);
        return ((Binding.Bound<PipelineSettings>) read).settings();
    }

    /**
     * A spec of 49 diamonds one after the other: 2^49 ways from the source to the sink.
     *
     * @param behind the stage behind them, which reads {@code LAST}
     */
    public static String manyWays(String source, String behind) {
        StringBuilder spec = new StringBuilder("source: " + source + "\nstages:\n  m: {from: source, merge: {}}\n");
        String last = "m";
        for (int i = 0; i < 49; i++) {
            spec.append("""
                      c%1$d: {from: %2$s, copy: {}}
                      a%1$d: {from: c%1$d, filter: 'true'}
                      b%1$d: {from: c%1$d, filter: 'true'}
                      m%1$d: {from: [a%1$d, b%1$d], merge: {}}
                    """.formatted(i, last));
            last = "m" + i;
        }
        spec.append("  n: " + behind.replace("LAST", last) + "\nsinks:\n  t: {from: n, topic: t}\n");
        return spec.toString();
    }

    /** What is wrong with a spec, each as path, colon, message. */
    public static List<String> problems(String spec) {
        List<SpecProblem> problems = switch (read(spec)) {
            case Binding.Refused<PipelineSettings>(List<SpecProblem> wrong) -> wrong;
            case Binding.Bound<PipelineSettings>(PipelineSettings settings) ->
                switch (PipelineGraph.compile(settings, "")) {
                    case PipelineGraph.Compiled.Refused(List<SpecProblem> wrong) -> wrong;
                    case PipelineGraph.Compiled.Good _ -> List.<SpecProblem>of();
                };
        };
        return problems.stream()
                .map(each -> each.path() + ": " + each.message())
                .toList();
    }

    private static Binding<PipelineSettings> read(String spec) {
        try {
            List<? extends Map<String, ? extends @Nullable Object>> trees = Documents.readAll(spec);
            return PipelineSettings.KIND.readSpec(trees.getFirst());
        } catch (DocumentException e) {
            throw new AssertionError(e);
        }
    }
}
